"""Words that a line forbids (Line.forbidden): a draft that says one is not put before its leader until the text, or the
line, has changed. Found as the words of a topic are (core.topics)."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from influence.core.topics import found
from influence.editorial.models import Line
from influence.people.models import Leader


@dataclass(frozen=True)
class Forbidden:
    """Reads as a sentence in the language now active. `leader` is empty where the collegial line says so."""

    words: tuple[str, ...]
    leader: str = ""

    def __str__(self) -> str:
        listed = ", ".join(f"« {one} »" for one in self.words)
        if not self.leader:
            return _("La ligne collégiale interdit %(words)s : changez le texte, ou la ligne.") % {
                "words": listed
            }
        words = _("La ligne de %(leader)s interdit %(words)s : changez le texte, ou la ligne.")
        return words % {"leader": self.leader, "words": listed}


def forbidden(leader: Leader, *texts: str) -> list[Forbidden]:
    """One query. The leader's own line and the one of their committee; `texts`: all that readers will see."""
    theirs = Q(leader=leader) | Q(codir=leader.codir_id, leader=None)
    lines = Line.objects.filter(theirs).exclude(forbidden="").order_by("leader")
    said = [(one, found("\n".join(texts), listed(one.forbidden))) for one in lines]
    return [Forbidden(words, leader.name if one.leader_id else "") for one, words in said if words]


def listed(words: str) -> list[str]:
    return list(dict.fromkeys(line for line in map(str.strip, words.splitlines()) if line))
