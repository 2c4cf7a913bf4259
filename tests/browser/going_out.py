"""Publications with all that may go with them, for the walk through every page: files on their way, a first comment that
nobody is sure of, a correction that waits for its leader, and a post that its leader publishes by hand."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from influence.approval.actions import decide
from influence.editorial.models import Channel, DecisionKind, Post
from influence.publishing.actions import plan, propose_correction
from influence.publishing.models import FirstComment, Publication, Upload
from tests.editorial.stories import kept, part
from tests.makers import House
from tests.networks import files

COMMENT = "Le programme complet : https://saint-luc.example/programme"


class Calendar(Protocol):
    home: House

    def write(self, **beside: Any) -> Post: ...

    def submitted(self, post: Post | None = None) -> Post: ...


def what_goes_with_it(lived: Calendar, *, now: datetime) -> None:
    pictures = [part(kept(lived.home, files.png(width=80 + n), name=f"bloc-{n}.png")) for n in range(2)]
    live = planned(lived, now=now, media=pictures, first_comment=COMMENT)
    with_files(live, pictures, now=now)
    Publication.objects.filter(pk=live.pk).update(
        state="published", urn="urn:li:share:7478000000000000001", published_at=now, changed_at=now,
        permalink="https://www.linkedin.com/feed/update/urn:li:share:7478000000000000001/",
    )  # fmt: skip
    Post.objects.filter(pk=live.post_id).update(state="published")
    FirstComment.objects.create(
        publication=live, state="unclear", problem="no_answer", tries=1, changed_at=now
    )
    propose_correction(
        live, text="Hier, au bloc, une équipe m'a beaucoup appris.", by=lived.home.bruno, at=now
    )
    by_hand = planned(lived, now=now, media=pictures, first_comment=COMMENT)
    Publication.objects.filter(pk=by_hand.pk).update(state="held", problem="by_hand", changed_at=now)


def planned(lived: Calendar, *, now: datetime, **beside: Any) -> Publication:
    post = lived.submitted(lived.write(**beside))
    assert post.version
    decide(
        post.version, kind=DecisionKind.APPROVE, reason="", by=lived.home.claire, content_hash=post.version.content_hash,
        channel=Channel.SESSION, at=now - timedelta(hours=20),
    )  # fmt: skip
    plan(now=now)
    return Publication.objects.select_related("post", "version").get(post=post)


def with_files(publication: Publication, parts: list[dict[str, str]], *, now: datetime) -> None:
    there, coming = (one["sha256"] for one in parts)
    Upload.objects.create(
        publication=publication, sha256=there, state="available", urn="urn:li:image:1", uploaded_at=now,
        available_at=now, changed_at=now,
    )  # fmt: skip
    Upload.objects.create(
        publication=publication, sha256=coming, state="waiting", problem="server_error", tries=1, changed_at=now,
        next_look_at=now + timedelta(minutes=1),
    )  # fmt: skip


def corrected() -> Publication:
    return Publication.objects.get(changes__isnull=False)


def by_hand() -> Publication:
    return Publication.objects.get(state="held", problem="by_hand")


def untouched() -> Publication:
    return Publication.objects.filter(state="published", changes=None).latest("pk")


def vanished() -> Publication:
    """LinkedIn shows it no more."""
    found = Publication.objects.filter(state="published", changes=None).earliest("pk")
    Publication.objects.filter(pk=found.pk).update(problem="vanished")
    return found
