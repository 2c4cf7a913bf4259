"""A house where everything has happened once: a post in every state, a month reported, a device known, an employee in.

It is Wednesday 1 July 2026, a quarter past ten in Paris."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from influence.accounts.models import Account
from influence.approval.actions import decide, invite
from influence.approval.models import Device
from influence.approval.proofs import digest
from influence.core.lifecycle import PublicationState
from influence.demo import backstage
from influence.editorial import actions
from influence.editorial.models import Channel, DecisionKind, Pillar, Post
from influence.engagement.enrolment import enrol
from influence.networks.linkedin import COMMUNITY_SCOPES, PAGE_SCOPES
from influence.outbox.actions import Address, queue
from influence.outbox.models import Message, MessageState
from influence.people.models import Leader, Membership, Role, User
from influence.publishing.actions import plan
from influence.publishing.models import Attempt, Publication
from influence.reporting.models import Edition, Report
from influence.safeguards.freezing import ask_release, freeze, release
from influence.safeguards.models import Freeze, Period
from influence.safeguards.periods import add_period, outlined
from tests import makers
from tests.approval.stories import locator, one_by_one
from tests.browser.going_out import what_goes_with_it
from tests.browser.stage import Stage
from tests.editorial.stories import kept, part
from tests.makers import House
from tests.networks import files
from tests.reporting.stories import busy_june

TODAY = datetime(2026, 7, 1, 8, 15, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)
SECRET = "a browser that once proved a code"
REASON = "Le chiffre doit être vérifié avec l'équipe, et je préfère dire « nous avons essayé »."
TEXT = (
    "Hier, au bloc (salle {n}), une équipe m'a appris quelque chose.\n\n"
    "Nous pensions que la liste de contrôle ralentissait tout. Elle nous a rendu onze minutes par intervention, parce que "
    "plus personne ne cherche un instrument au dernier moment.\n\n"
    "Merci à celles et ceux qui ont insisté. #QualitéDesSoins"
)


POLL = {
    "kind": "poll", "question": "Où gagner du temps d'abord ?", "options": ["Les transmissions", "Les plannings"],
    "duration": "SEVEN_DAYS",
}  # fmt: skip
ARTICLE = {
    "kind": "article", "url": "https://www.saint-luc.example/bilan", "title": "Trois ans pour changer le bloc",
    "description": "Ce que les équipes ont appris.",
}  # fmt: skip


@dataclass
class Lived:
    stage: Stage
    home: House
    posts: dict[str, Post] = field(default_factory=dict)
    # Locators of links, by where their post stands.
    links: dict[str, str] = field(default_factory=dict)
    leave_key: str = ""
    period: Period = field(init=False)
    # One person belongs nowhere, another to two organisations.
    nobodys: User | str = ""
    both: User | str = ""
    number: int = 0

    def write(self, **beside: Any) -> Post:
        self.number += 1
        slot = makers.slot(self.home, at=TODAY + timedelta(days=1 + self.number, hours=self.number % 3))
        return actions.write_post(
            organisation=self.home.organisation, leader=self.home.leader, pillar=self.home.pillar, slot=slot,
            text=TEXT.format(n=self.number), by=self.home.bruno, at=YESTERDAY, **beside,
        )  # fmt: skip

    def submitted(self, post: Post | None = None) -> Post:
        found = post or self.write()
        actions.submit(found, by=self.home.bruno, at=YESTERDAY)
        return Post.objects.select_related("version__post__leader__user").get(pk=found.pk)

    def decided(self, kind: DecisionKind) -> Post:
        post = self.submitted()
        assert post.version
        decide(
            post.version, kind=kind, reason="" if kind == DecisionKind.APPROVE else REASON, by=self.home.claire,
            content_hash=post.version.content_hash, channel=Channel.SESSION, at=YESTERDAY + timedelta(hours=1),
        )  # fmt: skip
        return post

    def announced(self, post: Post) -> str:
        """The locator in the mail about it."""
        with one_by_one():
            invite(now=TODAY)
        return locator(to=self.home.claire.email)

    def edition(self, kind: str, *, of: Leader | None = None) -> Edition:
        return Edition.objects.get(kind=kind, language="fr", report=self.report, leader=of)

    @property
    def report(self) -> Report:
        return Report.objects.get(organisation=self.home.organisation)


def lived_in(stage: Stage, home: House) -> Lived:
    stage.stand_at(TODAY)
    lived = Lived(stage=stage, home=home)
    busy_june(home)
    makers.connected(home, scopes=(*COMMUNITY_SCOPES, *PAGE_SCOPES))
    Account.objects.filter(pk=home.account.pk).update(access_expires_at=TODAY + timedelta(days=5))
    every_link(lived)
    every_state(lived)
    every_content(lived)
    what_goes_with_it(lived, now=TODAY)
    every_way_of_going_out(lived)
    backstage.report(now=TODAY)
    around(lived)
    return lived


def every_link(lived: Lived) -> None:
    """Each is announced before the next is written: the mail that came last is its own."""
    late(lived)
    for name in ("open", "asked", "decided", "replaced", "withdrawn"):
        post = lived.submitted()
        lived.links[name] = lived.announced(post)
        lived.posts[name] = post
    one = lived.posts["decided"].version
    assert one
    decide(
        one,
        kind=DecisionKind.APPROVE,
        by=lived.home.claire,
        content_hash=one.content_hash,
        channel=Channel.CODE,
        at=TODAY,
    )
    reworked(lived, lived.posts["replaced"])
    actions.withdraw(lived.posts["withdrawn"], by=lived.home.bruno, at=TODAY)


def late(lived: Lived) -> None:
    """Announced in time; its slot passed an hour ago, without a word from its leader."""
    place = makers.slot(lived.home, at=TODAY - timedelta(hours=1))
    post = actions.write_post(
        organisation=lived.home.organisation, leader=lived.home.leader, pillar=lived.home.pillar, slot=place,
        text=TEXT.format(n="tard"), by=lived.home.bruno, at=YESTERDAY,
    )  # fmt: skip
    lived.posts["late"] = lived.submitted(post)
    with one_by_one():
        invite(now=YESTERDAY)
    lived.links["late"] = locator(to=lived.home.claire.email)


def reworked(lived: Lived, post: Post) -> None:
    """Sent back, written again, submitted again: its leader is shown what changed."""
    assert post.version
    decide(
        post.version, kind=DecisionKind.RETURN, reason=REASON, by=lived.home.claire, content_hash=post.version.content_hash,
        channel=Channel.SESSION, at=TODAY - timedelta(hours=3),
    )  # fmt: skip
    text = post.version.text.replace("onze minutes", "environ dix minutes")
    actions.revise(post, text=text, seen=1, by=lived.home.bruno, at=TODAY - timedelta(hours=2))
    actions.submit(post, by=lived.home.bruno, at=TODAY - timedelta(hours=2))


def every_state(lived: Lived) -> None:
    lived.posts["draft"] = lived.write()
    lived.posts["in_review"] = lived.submitted()
    lived.posts["returned"] = lived.decided(DecisionKind.RETURN)
    lived.posts["refused"] = lived.decided(DecisionKind.REFUSE)
    lived.posts["missed"] = lived.submitted()
    Post.objects.filter(pk=lived.posts["missed"].pk).update(state="missed", reason="undecided")


def every_content(lived: Lived) -> None:
    """What may go with a text, each before its leader."""
    pictures = [part(kept(lived.home, files.png(width=40 + n), name=f"atelier-{n}.png")) for n in range(3)]
    pdf = part(kept(lived.home, files.pdf(12), name="bilan.pdf"), title="Le bilan de l'année")
    contents: dict[str, dict[str, Any]] = {
        "images": {"media": pictures, "first_comment": "Le programme : https://saint-luc.example/programme"},
        "document": {"media": [pdf]},
        "video": {"media": [part(kept(lived.home, files.mp4(), name="chantier.mp4"))]},
        "poll": {"card": POLL},
        "article": {"card": ARTICLE | {"thumbnail": pictures[0]["sha256"], "thumbnail_alt": "Un atelier."}},
        "reshare": {"card": {"kind": "reshare", "urn": "urn:li:share:7529830966886400000"}},
    }
    for name, beside in contents.items():
        lived.posts[name] = lived.submitted(lived.write(**beside))


def every_way_of_going_out(lived: Lived) -> None:
    posts = {state: lived.decided(DecisionKind.APPROVE) for state in ("due", "held", "unclear", "failed")}
    plan(now=TODAY)
    for state, problem in (("held", "token_expired"), ("unclear", "no_answer"), ("failed", "forbidden")):
        Publication.objects.filter(post=posts[state]).update(state=state, problem=problem, changed_at=TODAY)
    failed = Publication.objects.get(state=PublicationState.FAILED)
    Post.objects.filter(pk=failed.post_id).update(state="failed")
    Attempt.objects.create(
        publication=failed, number=1, claim_token="7f0a4b0e-0000-4000-8000-000000000001", started_at=TODAY,
        finished_at=TODAY, outcome="refused", problem="forbidden", http_status=403, vendor_code="ACCESS_DENIED",
        request_id="abc-123",
    )  # fmt: skip
    lived.posts |= {"scheduled": posts["due"], "failed": posts["failed"]}


def flagged(lived: Lived) -> None:
    """A post that two topics concern: one has its second approver, the other nobody."""
    home, post = lived.home, lived.submitted()
    people = {"Patients": ("bloc", [home.remi.pk]), "Litiges": ("liste de contrôle", [])}
    for name, (words, approvers) in people.items():
        actions.keep_topic(
            None, organisation=home.organisation, name=name, words=[words], pillars=[], approvers=approvers,
            by=home.odile, at=TODAY,
        )  # fmt: skip
    lived.posts["flagged"] = post


def safeguarded(lived: Lived) -> None:
    """A period, an embargo, a freeze in force and one that is over, and a post that waits to be confirmed."""
    home = lived.home
    days = {"starts_on": TODAY.date(), "ends_on": TODAY.date() + timedelta(days=20)}
    for name, strength in (("Avant les résultats semestriels", "warning"), ("Période de réserve", "hard")):
        outline = outlined(home.organisation, kind="quiet", strength=strength, name=name, **days)
        lived.period = add_period(outline, by=home.bruno, at=TODAY)
    lived.posts["embargoed"] = lived.write()
    actions.place_embargo(
        lived.posts["embargoed"], lifts_at=TODAY - timedelta(hours=1), address="https://saint-luc.example/communique",
        readers=[home.remi], by=home.bruno, at=TODAY,
    )  # fmt: skip
    over, _in_force = (frozen(lived, pillar) for pillar in (home.pillar, home.other_pillar))
    ask_release(over, by=home.bruno, at=TODAY)
    release(over, by=home.odile, at=TODAY)
    stopped = lived.decided(DecisionKind.APPROVE)
    plan(now=TODAY)
    Publication.objects.filter(post=stopped).update(state="held", problem="to_confirm", changed_at=TODAY)


def frozen(lived: Lived, pillar: Pillar) -> Freeze:
    reason = "Un accident grave dans l'établissement."
    placed = freeze(
        lived.home.organisation, pillar_id=pillar.pk, reason=reason, by=lived.home.bruno, at=YESTERDAY
    )
    assert placed.row
    return placed.row


def around(lived: Lived) -> None:
    """What else the pages can show."""
    home = lived.home
    Device.objects.create(
        user=home.claire, secret_hash=digest(SECRET), label="iPhone", created_at=TODAY, expires_at=TODAY + timedelta(days=90)
    )  # fmt: skip
    lived.leave_key = enrol(
        organisation=home.organisation, department=home.department, member_urn="urn:li:person:Ines1", at=TODAY
    )
    mail = queue(
        kind="account_reconnect", dedup_key="walk", to=Address("x@saint-luc.example"), language="fr", context={}, at=TODAY,
        organisation=home.organisation,
    )  # fmt: skip
    assert mail
    Message.objects.filter(pk=mail.pk).update(state=MessageState.FAILED, last_error="550 no such mailbox")
    flagged(lived)
    safeguarded(lived)
    lived.nobodys = makers.user("Nadia Roux", "nadia@nowhere.example")
    lived.both = makers.member(home.organisation, "Ophélie Blanc", Role.OPERATOR, "ophelie@saint-luc.example")
    Membership.objects.create(user=lived.both, organisation=makers.stranger().organisation, role=Role.EDITOR)
