"""Why a verb said no. Each refusal reads as a sentence in the language now active: `str(refusal)` is for the screen."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import words
from influence.editorial.free import next_free
from influence.editorial.models import Decision, Flag, Post, Slot, Version
from influence.editorial.spacing import Clash
from influence.web import dates


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence) % self.facts()

    def facts(self) -> dict[str, object]:
        return {}


class MovedOn(Refusal):
    """The post is no longer in a state from which this may be done."""

    sentence = _("Cette publication est maintenant « %(state)s » : ce geste n'est plus possible.")

    def __init__(self, state: PostState) -> None:
        self.state = state
        super().__init__(state)

    def facts(self) -> dict[str, object]:
        return {"state": words.state(self.state)}


class Outdated(Refusal):
    """Another version replaced the one that the person was looking at; `version` is the one that counts now."""

    sentence = _("Le texte a changé entre-temps : voici la version %(number)s.")

    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(version.pk)

    def facts(self) -> dict[str, object]:
        return {"number": self.version.number}


class NotReady(Refusal):
    """Everything that keeps a post from review, at once."""

    def __init__(self, problems: Sequence[words.Unready | Clash]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    @property
    def sentences(self) -> list[str]:
        return [words.unready(problem) for problem in self.problems]

    def __str__(self) -> str:
        return " ".join(self.sentences)


class Misfit(Refusal):
    """What goes with the text cannot be kept as it is. `field` is where the composer says so; in its own name the
    sentence is understood too."""

    def __init__(self, field: str, sentence: Promise | str, **facts: object) -> None:
        self.field, self.sentence, self.known = field, sentence, facts
        super().__init__(field)

    def facts(self) -> dict[str, object]:
        return self.known


class NotYours(Refusal):
    sentence = _(
        "Cette publication revient au dirigeant dont elle porte le nom, ou à la personne à qui il a donné mandat."
    )


class OwnSubmission(Refusal):
    """Nobody decides what they submitted themselves (domain.md R-2.2)."""

    sentence = _(
        "On ne décide pas de ce que l'on a soumis soi-même : quelqu'un d'autre doit soumettre cette publication."
    )


class AlreadyDecided(Refusal):
    sentence = _("Cette version a déjà reçu une décision : %(kind)s.")

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(decision.pk)

    def facts(self) -> dict[str, object]:
        return {"kind": self.decision.get_kind_display()}


class NotAsked(Refusal):
    """Not named by the rule, or the leader, writer or submitter of this version themselves (domain.md R-2.4)."""

    sentence = _("Ce second accord revient à quelqu'un d'autre.")


class AnsweredAlready(Refusal):
    sentence = _("%(name)s a déjà répondu pour cette version : %(kind)s.")

    def __init__(self, flag: Flag) -> None:
        self.flag = flag
        super().__init__(flag.pk)

    def facts(self) -> dict[str, object]:
        return {"name": self.flag.decided_by, "kind": self.flag.get_state_display()}


class TooLate(Refusal):
    sentence = _("Le créneau est passé. Choisissez-en un autre, puis soumettez de nouveau la publication.")


class PlaceGone(Refusal):
    """The hour that the page offered for a post whose slot has passed cannot be had any more."""

    sentence = _("Cette heure-là n'est plus possible : voici celles qui le sont maintenant.")


class ReasonMissing(Refusal):
    sentence = _("Dites en quelques mots pourquoi : la personne qui a écrit le texte en a besoin.")


class Altered(Refusal):
    """The stored text no longer has the hash stored beside it: somebody wrote in the database by hand."""

    sentence = _(
        "Le texte enregistré ne correspond plus à son empreinte. Rien n'a été décidé ; prévenez l'exploitation."
    )


class SlotTaken(Refusal):
    """`free`: the next place that is not, for whoever wants one."""

    sentence = _("%(leader)s a déjà une publication à cette heure-là.")
    with_another = _(
        "%(leader)s a déjà une publication à cette heure-là. La prochaine place libre : %(free)s."
    )

    def __init__(self, post: Post, *, free: cadence.Slot | None = None) -> None:
        self.post, self.free = post, free
        if free:
            self.sentence = self.with_another
        super().__init__(post.pk)

    def facts(self) -> dict[str, object]:
        free = {"free": dates.moment(self.free.at, self.free.zone)} if self.free else {}
        return {"leader": self.post.leader.name} | free


class TooClose(Refusal):
    """A post that was put before its leader goes where it collides with another only with a reason (editorial.collisions)."""

    def __init__(self, found: Sequence[Clash]) -> None:
        self.clashes = tuple(found)
        super().__init__(*self.clashes)

    def __str__(self) -> str:
        return " ".join(map(str, self.clashes))


class SlotInThePast(Refusal):
    sentence = _("Ce créneau est déjà passé.")


class SlotTooFar(Refusal):
    """Most likely a slip of the keyboard in the year."""

    sentence = _("Ce créneau est dans plus de deux ans : vérifiez l'année.")


class RecurrenceEnded(Refusal):
    sentence = _("Ce créneau récurrent est terminé : créez-en un nouveau.")


class OddHour(Refusal):
    """Clocks change on that day: `readings` are the two instants (UTC) that the wall time may mean. Passing the index
    of one as `fold` settles it."""

    def __init__(self, *, day: date, time: time, zone: str, readings: tuple[datetime, ...]) -> None:
        self.day, self.time, self.zone, self.readings = day, time, zone, readings
        super().__init__(day, time, zone)

    def facts(self) -> dict[str, object]:
        return {"time": self.time.strftime("%H:%M"), "zone": self.zone}


class HourMissing(OddHour):
    sentence = _(
        "Ce jour-là, %(time)s n'existe pas (%(zone)s) : les horloges passent à l'heure d'été. Choisissez l'heure voulue."
    )


class HourTwice(OddHour):
    sentence = _(
        "Ce jour-là, %(time)s arrive deux fois (%(zone)s) : les horloges passent à l'heure d'hiver. Choisissez laquelle."
    )


def moved_on(post: Post) -> MovedOn:
    """The refusal for a guarded UPDATE that touched no row, with the state that the post has by now."""
    return MovedOn(PostState(Post.objects.values_list("state", flat=True).get(pk=post.pk)))


def taken(slot: Slot) -> SlotTaken:
    post = Post.objects.select_related("leader__organisation").get(slot=slot)
    return SlotTaken(post, free=next_free(post.leader, after=slot.at))


class EmbargoLasts(Refusal):
    sentence = _("L'embargo n'est pas fini : confirmez le communiqué une fois son heure venue.")


class AddressMissing(Refusal):
    sentence = _("Donnez l'adresse à laquelle le communiqué est publié.")


class AddressNotInText(Refusal):
    """AMF: what is said elsewhere links to the press release (domain.md §2.6)."""

    sentence = _("Le texte ne cite pas cette adresse : ajoutez-la au texte, ou corrigez-la ici.")


class NoEmbargo(Refusal):
    sentence = _("Cette publication n'est plus sous embargo.")


class NotOnTheList(Refusal):
    sentence = _("Seules les personnes de la liste changent un embargo.")
