"""The adapter and the sandbox, written apart from one contract, understand each other over HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.core import text as core_text
from influence.networks.errors import NetworkFailure, Reason, Refused
from influence.networks.http import Call, Http
from influence.networks.linkedin import LinkedIn, little
from influence.networks.linkedin.analytics import Analytic, Days
from influence.networks.linkedin.commenting import Route
from influence.networks.linkedin.page_statistics import Facet
from influence.networks.ports import (
    Article,
    Capability,
    Content,
    Credentials,
    Media,
    MediaStage,
    Poll,
)
from sandbox import little as sandbox_little
from sandbox.world import World
from tests.fuzzing import examples
from tests.networks import files
from tests.serving import a_sandbox

CLAIRE, PAGE = "urn:li:person:Ab12Cd34Ef", "urn:li:organization:5501001"
ALL = Credentials("tok-partner")
SELF_SERVE = Credentials("tok-selfserve")
NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 20))
TEXT = Content(CLAIRE, "Un atelier à Lyon (voir le lien) #industrie")


@pytest.fixture
def sandbox() -> Iterator[str]:
    with a_sandbox(World(seed=7)) as server:
        yield server.url


@pytest.fixture
def real(sandbox: str) -> LinkedIn:
    return LinkedIn(
        client_id="sandbox-partner",
        client_secret="secret-partner",
        redirect_uri="https://influence.example/comptes/retour",
        base_url=sandbox,
        auth_url=sandbox,
        clock=lambda: datetime.now(UTC),
    )


def control(sandbox: str, name: str, **content: object) -> None:
    body = json.dumps(content).encode()
    call = Call("POST", f"/_sandbox/{name}", {"Content-Type": "application/json"}, body)
    assert Http(sandbox).send(call).status < 300


def ready(real: LinkedIn, sandbox: str, content: bytes, *, owner: str = CLAIRE) -> str:
    urn = real.upload(io.BytesIO(content), owner_urn=owner, credentials=ALL)
    control(sandbox, "clock", advance_seconds=60)
    status = real.media_status(urn, credentials=ALL)
    assert (status.stage, status.why) == (MediaStage.AVAILABLE, "")
    return urn


def publish(real: LinkedIn, content: Content, *, by: Credentials = ALL) -> str:
    return real.publish(content, credentials=by).urn


def test_every_kind_of_media_goes_up_and_into_a_post(real: LinkedIn, sandbox: str) -> None:
    first, second = (ready(real, sandbox, files.png(40, height)) for height in (30, 31))
    document = ready(real, sandbox, files.pdf(12))
    video = ready(real, sandbox, files.mp4(size=9_000_000))
    for number, media in enumerate(
        [
            (Media(first, alt_text="Atelier"),),
            (Media(first, alt_text="Atelier"), Media(second)),
            (Media(document, title="Rapport.pdf"),),
            (Media(video, title="Visite"),),
        ]
    ):
        assert publish(real, replace(TEXT, text=f"Numéro {number}", media=media))


def test_a_post_does_not_go_before_its_media_is_up(real: LinkedIn, sandbox: str) -> None:
    with pytest.raises(NetworkFailure) as caught:
        publish(real, replace(TEXT, media=(Media("urn:li:image:C4E22AQnobody"),)))
    assert isinstance(caught.value, Refused)


def test_a_self_serve_access_uploads_without_seeing_how_far_it_is(real: LinkedIn, sandbox: str) -> None:
    urn = real.upload(io.BytesIO(files.jpeg()), owner_urn=CLAIRE, credentials=SELF_SERVE)
    assert real.media_status(urn, credentials=SELF_SERVE).stage is None


def test_polls_articles_and_reshares_go_out(real: LinkedIn, sandbox: str) -> None:
    assert publish(real, replace(TEXT, text="Un avis ?", poll=Poll("Télétravail ?", ("Oui", "Non"))))
    thumbnail = ready(real, sandbox, files.gif())
    article = Article("https://example.com/a", "Titre", "Suite", thumbnail, "Vue")
    parent = publish(real, replace(TEXT, article=article))
    assert publish(real, Content(CLAIRE, "", reshare_of=parent))


def test_a_post_is_corrected_then_commented_by_its_author(real: LinkedIn, sandbox: str) -> None:
    urn = publish(real, TEXT)
    real.edit(urn, "Un atelier à Lille (enfin) #industrie", credentials=ALL)
    found = real.find_recent(
        replace(TEXT, text="Un atelier à Lille (enfin) #industrie"),
        since=datetime(2026, 1, 1, tzinfo=UTC),
        credentials=ALL,
    )
    assert found is not None
    assert found.urn == urn
    made = real.comment(
        urn, "Le lien : @[Nadia Benali](urn:li:person:Zz98Yy76Xx)", actor_urn=CLAIRE, credentials=ALL
    )
    assert [one.id for one in real.comments(urn, credentials=ALL)] == [made.urn.rsplit(",", 1)[1].rstrip(")")]
    real.edit_comment(made.urn, "Le lien", actor_urn=CLAIRE, credentials=ALL)
    real.delete_comment(made.urn, actor_urn=CLAIRE, credentials=ALL)
    assert list(real.comments(urn, credentials=ALL)) == []


def test_a_self_serve_access_comments_by_the_old_route_alone(real: LinkedIn, sandbox: str) -> None:
    urn = publish(real, TEXT, by=SELF_SERVE)
    with pytest.raises(Refused) as caught:
        real.comment(urn, "Le lien", actor_urn=CLAIRE, credentials=SELF_SERVE)
    assert caught.value.reason is Reason.SCOPE_MISSING
    assert real.comment(urn, "Le lien", actor_urn=CLAIRE, credentials=SELF_SERVE, route=Route.OLD).urn


@pytest.mark.parametrize("metric", list(Analytic))
def test_every_figure_of_a_post_is_told(real: LinkedIn, sandbox: str, metric: Analytic) -> None:
    media = (Media(ready(real, sandbox, files.mp4()), title="Visite"),) if metric.of_video else ()
    urn = publish(real, replace(TEXT, media=media))
    assert real.analytic(urn, metric, credentials=ALL) in (None, 0)


def test_followers_are_a_level_and_changes(real: LinkedIn, sandbox: str) -> None:
    assert real.followers(credentials=ALL) >= 0
    changes = real.follower_changes(days=NOVEMBER, credentials=ALL)
    assert [one.day for one in changes] == sorted({one.day for one in changes})


def test_a_page_is_found_published_for_and_counted(real: LinkedIn, sandbox: str) -> None:
    admin = Credentials("tok-pageadmin")
    (role,) = real.page_roles(credentials=admin)
    page = real.page(role.organisation_urn, credentials=admin)
    assert (page.urn, real.page_named(page.vanity_name, credentials=admin)) == (PAGE, page)
    urn = publish(real, Content(PAGE, "Bonjour de la clinique"), by=admin)
    assert set(real.page_posts(PAGE, [urn], credentials=admin)) == {urn}
    assert real.page_shares(PAGE, credentials=admin).impressions >= 0
    assert real.page_followers(PAGE, credentials=admin) >= 0
    for facet in Facet:
        assert all(count >= 0 for count in real.page_followers_by(PAGE, facet, credentials=admin).values())
    real.page_shares_by_day(PAGE, days=NOVEMBER, credentials=admin)
    real.page_follower_gains(PAGE, days=NOVEMBER, credentials=admin)


MARKED = st.text(alphabet="aé 1_#@[]()<>{}|\\*~\n😀‍\u0301") | st.builds(
    "{}@[{}](urn:li:person:Ab12Cd34Ef) #{}".format,
    st.text(max_size=9),
    st.text(max_size=9),
    st.text(max_size=9),
)


@given(st.text() | MARKED)
@settings(max_examples=examples(200))
def test_whatever_is_written_is_read_whole_by_the_other_side(raw: str) -> None:
    """Two readings of one grammar, written apart: nothing is cut, and readers see the text."""
    read = sandbox_little.read(little.commentary(raw), names_of=lambda _: ())
    assert not read.is_truncated
    assert read.plain == core_text.plain(core_text.normalise(raw))


def test_who_has_no_role_may_not(real: LinkedIn, sandbox: str) -> None:
    nobody = Credentials("tok-notadmin")
    assert real.page_roles(credentials=nobody) == ()
    with pytest.raises(Refused) as caught:
        publish(real, Content(PAGE, "Bonjour"), by=nobody)
    assert caught.value.reason is Reason.NOT_OWNER


def test_the_scopes_that_it_grants_explain_the_account(real: LinkedIn, sandbox: str) -> None:
    scopes = real.introspect(ALL).scopes
    assert Capability.PUBLISH in {one.capability for one in real.explain(scopes) if one.granted}
