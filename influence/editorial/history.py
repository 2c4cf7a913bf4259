"""All that happened to a post, in one line of time: versions with what they changed, decisions and for whom, second
approvals, remarks, moves, what was let stand. For those who write and for the leader (access.may_read_history)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.editorial import words
from influence.editorial.collisions import told as let_stand
from influence.editorial.comparing import Change, changes
from influence.editorial.differences import differences
from influence.editorial.models import Decision, Flag, FlagState, Pillar, Post, Version, Waiver, Wish
from influence.editorial.queries import versions
from influence.editorial.standing_in import decider
from influence.journal.models import Entry
from influence.journal.queries import story
from influence.remarks.queries import threads
from influence.web import dates

# Of each kind of decision, the chip that it has everywhere.
CHIPS = {"approve": "good", "return": "warn", "refuse": "bad"}


@dataclass(frozen=True)
class Happening:
    """`how`: by which proof, or where to. `version`: the number of the text that it is about, where it is a new one."""

    at: datetime
    what: str
    who: str = ""
    how: str = ""
    quoted: str = ""
    chip: str = ""
    version: int | None = None
    changes: list[Change] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def history(post: Post, *, with_internal: bool) -> list[Happening]:
    """The latest first; what happened at one moment stays in the order in which it is told here."""
    found = [
        *of_versions(versions(post)), *of_flags(post), *of_waivers(post), *of_threads(post, with_internal=with_internal),
        *of_journal(post),
    ]  # fmt: skip
    return sorted(sorted(found, key=lambda one: one.at), key=lambda one: one.at, reverse=True)


def of_versions(newest_first: list[Version]) -> Iterator[Happening]:
    olds = [*newest_first[1:], None]
    for version, old in zip(newest_first, olds, strict=True):
        for decision in version.decisions.all():
            yield of_decision(decision)
        if version.submitted_at and version.submitted_by:
            what = _("Version %(number)s soumise") % {"number": version.number}
            yield Happening(version.submitted_at, what, who=version.submitted_by.name)
        yield written(version, old)


def written(version: Version, old: Version | None) -> Happening:
    return Happening(
        version.written_at, _("Version %(number)s écrite") % {"number": version.number}, who=version.written_by.name,
        version=version.number, others=differences(old, version) if old else [],
        changes=[] if old is None or old.text == version.text else changes(old.text, version.text),
    )  # fmt: skip


def of_decision(decision: Decision) -> Happening:
    wishes = ", ".join(str(Wish(wish).label) for wish in decision.wishes)
    number = {"number": decision.version.number, "kind": decision.get_kind_display()}
    return Happening(
        decision.decided_at, _("Version %(number)s : %(kind)s") % number, who=decider(decision),
        how=str(decision.get_channel_display()) + (f" · {wishes}" if wishes else ""), quoted=decision.reason,
        chip=CHIPS[decision.kind],
    )  # fmt: skip


def of_flags(post: Post) -> Iterator[Happening]:
    flags = Flag.objects.filter(version__post=post).select_related("topic", "decided_by", "version")
    for one in flags.order_by("raised_at", "pk"):
        facts = {"topic": one.topic.name, "number": one.version.number}
        yield Happening(one.raised_at, _("Version %(number)s : second accord demandé (%(topic)s)") % facts)
        if one.decided_by and one.decided_at:
            given = one.state == FlagState.CLEARED
            what = _("Second accord donné (%(topic)s)") if given else _("Second accord refusé (%(topic)s)")
            yield Happening(one.decided_at, what % facts, who=one.decided_by.name, quoted=one.reason,
                            chip="good" if given else "bad")  # fmt: skip


def of_waivers(post: Post) -> Iterator[Happening]:
    found = Waiver.objects.filter(post=post).select_related(
        "waived_by", "post__leader", "other__leader", "other__slot"
    )
    for one in found:
        yield Happening(
            one.waived_at,
            _("Collision admise"),
            who=one.waived_by.name,
            how=let_stand(one),
            quoted=one.reason,
        )


def of_threads(post: Post, *, with_internal: bool) -> Iterator[Happening]:
    found = threads(with_internal=with_internal).filter(post=post)
    for one in found.select_related("opened_by", "resolved_by", "version"):
        what = _("Fil de remarques ouvert entre nous") if one.is_internal else _("Fil de remarques ouvert")
        yield Happening(one.opened_at, what, who=one.opened_by.name, quoted=one.quote)
        if one.resolved_by and one.resolved_at:
            yield Happening(
                one.resolved_at, _("Fil de remarques résolu"), who=one.resolved_by.name, quoted=one.quote
            )


# What the journal alone knows; the rest is told from its own rows above.
VERBS: dict[str, Promise | str] = {
    "post.moved": gettext_lazy("Créneau changé"),
    "post.classified": gettext_lazy("Pilier changé"),
    "post.withdrawn": gettext_lazy("Retirée du calendrier"),
    "post.restored": gettext_lazy("Rétablie en brouillon"),
    "post.missed": gettext_lazy("Créneau manqué"),
    "post.copied": gettext_lazy("Copiée d'une autre publication"),
    "post.campaign": gettext_lazy("Campagne changée"),
    "post.asked_again": gettext_lazy("Remise à décider"),
    "post.embargoed": gettext_lazy("Mise sous embargo"),
    "post.embargo_dropped": gettext_lazy("Embargo retiré"),
    "post.release_confirmed": gettext_lazy("Communiqué confirmé, embargo levé"),
    "waiver.withdrawn": gettext_lazy("Dérogation retirée"),
    "approval.reminder": gettext_lazy("Rappel envoyé"),
    "approval.escalation": gettext_lazy("Équipe prévenue : sans réponse"),
    "link.sent": gettext_lazy("Demande de décision envoyée"),
}
TOLD_ELSEWHERE = frozenset(
    """post.written post.revised post.reworded post.submitted post.approved post.returned post.refused flag.raised
    flag.cleared flag.objected""".split()
)


def of_journal(post: Post) -> Iterator[Happening]:
    names: dict[int, str] = {}
    for entry in story(organisation_id=post.organisation_id, subject_type="post", subject_id=post.pk):
        if entry.verb in VERBS:
            who = entry.actor.name if entry.actor else ""
            more = MORE.get(entry.verb, nothing)(entry, post, names)
            yield Happening(entry.at, str(VERBS[entry.verb]), who=who, how=more)


More = Callable[[Entry, Post, dict[int, str]], str]


def nothing(_entry: Entry, _post: Post, _names: dict[int, str]) -> str:
    return ""


def place(entry: Entry, post: Post, _names: dict[int, str]) -> str:
    """From where to where, on the organisation's clock."""
    was, now = entry.details.get("was"), entry.details.get("slot_at")
    there = said_at(now, post)
    return _("du %(was)s au %(now)s") % {"was": said_at(was, post), "now": there} if was else there


def said_at(iso: object, post: Post) -> str:
    return dates.stamp(datetime.fromisoformat(str(iso)), post.organisation.zone) if iso else ""


def pillar(entry: Entry, post: Post, names: dict[int, str]) -> str:
    if not names:
        names |= dict(Pillar.objects.filter(organisation=post.organisation_id).values_list("pk", "name"))
    return names.get(int(entry.details.get("pillar", 0)), "")


def why_missed(entry: Entry, _post: Post, _names: dict[int, str]) -> str:
    return words.reason(str(entry.details.get("why", "")))


MORE: dict[str, More] = {"post.moved": place, "post.classified": pillar, "post.missed": why_missed}
