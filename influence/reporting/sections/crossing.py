"""Do leaders reach other departments than their own: T in words, and the masked table (domain.md §1.5, §3.4)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from influence.core.transversality import ei_index
from influence.reporting import words
from influence.reporting.content import Section, Table
from influence.reporting.disclosure import FULL
from influence.reporting.measures import Counts, crossing_of, t_of


def hidden() -> str:
    """Statisticians' own sign."""
    return pgettext("secret statistique", "s")


def transversality(figures: Counts) -> Section:
    return Section(
        key="transversality",
        title=_("La transversalité"),
        sentences=(t_sentence(figures), *t_before(figures)),
        table=department_table(figures, figures["departments"]["leaders"]),
        notes=(masks(figures),),
    )


def t_sentence(figures: Counts) -> str:
    counts = figures["transversality"]
    t, digits = t_of(counts), counts["digits"]
    if t is None:
        return _("T n'est pas mesurable ce mois-ci : aucun collaborateur inscrit n'a réagi, ou il n'y a rien à comparer.")
    if digits is None:
        return _("T n'est pas chiffré ce mois-ci : trop peu de personnes pour le dire sans les désigner. %(verdict)s") % {
            "verdict": verdict(t)
        }
    said = {"t": words.decimal(t, digits=digits), "verdict": verdict(t)}
    if digits < FULL:
        return _("T = %(t)s (arrondi). %(verdict)s") % said
    return _("T = %(t)s ; indice E-I = %(ei)s. %(verdict)s") % (said | {"ei": ei_words(counts)})


def ei_words(counts: Counts) -> str:
    index = ei_index(crossing_of(counts)) or 0.0
    return words.signed(words.decimal(abs(index), digits=2), value=index)


def verdict(t: float) -> str:
    """1: other departments are as likely to engage as one's own (domain.md §1.5)."""
    if t < 0.8:
        return _("Les autres services réagissent moins que le service du dirigeant.")
    if t <= 1.25:
        return _("Les autres services réagissent autant que le service du dirigeant.")
    return _("Les autres services réagissent plus que le service du dirigeant.")


def t_before(figures: Counts) -> Iterable[str]:
    previous = figures["previous"]
    t = t_of(previous["transversality"]) if previous else None
    if previous and t is not None and previous["transversality"].get("digits") is not None:
        digits = previous["transversality"]["digits"]
        yield _("En %(month)s : T = %(t)s.") % {"month": words.month(previous["month"]), "t": words.decimal(t, digits=digits)}


def department_table(figures: Counts, columns: Sequence[str]) -> Table:
    """Person-days, masked. `columns`: ids of the leaders whose columns are shown."""
    names = {str(leader["id"]): leader["name"] for leader in figures["leaders"]}
    table = figures["departments"]
    places = [table["leaders"].index(column) for column in columns]
    whole = len(places) == len(table["leaders"])
    total: tuple[str, ...] = (_("Tous"),) if whole else ()
    rows = [
        (row["name"], *(cell(row["cells"][n]) for n in places), *((cell(row["total"]),) if whole else ())) for row in table["rows"]
    ]
    last = (_("Tous"), *(cell(table["totals"][n]) for n in places), *((cell(table["total"]),) if whole else ()))
    return Table(
        caption=_("Collaborateurs inscrits qui ont réagi, en personnes-jours, par service et par dirigeant"),
        columns=(_("Service"), *(names.get(column, "") for column in columns), *total),
        rows=(*rows, last),
        numbers=frozenset(range(1, len(places) + 1 + whole)),
    )


def cell(value: int | None) -> str:
    return hidden() if value is None else words.count(value)


def masks(figures: Counts) -> str:
    return _(
        "« %(mark)s » : secret, le nombre est masqué. Un nombre ne paraît qu'à partir de %(members)s inscrits dans le service et de %(persons)s personnes le même jour ; d'autres sont masqués pour qu'aucun calcul ne le rende."
    ) % {
        "mark": hidden(), "members": words.count(figures["departments"]["min_members"]),
        "persons": words.count(figures["departments"]["min_persons"]),
    }  # fmt: skip


def own_column(figures: Counts, leader: Counts) -> Section:
    """A leader's own column, under the very mask of the other editions."""
    column = str(leader["id"])
    known = column in figures["departments"]["leaders"]
    return Section(
        key="transversality",
        title=_("Les services qui réagissent"),
        table=department_table(figures, [column]) if known else None,
        notes=(masks(figures),) if known else (),
    )
