"""Do leaders reach other departments than their own: T in words, and the masked table (domain.md §1.5, §3.4)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from influence.core.transversality import ei_index
from influence.reporting import words
from influence.reporting.content import Section, Table
from influence.reporting.measures import Counts, crossing_of, t_of


def hidden() -> str:
    """Statisticians' own sign."""
    return pgettext("secret statistique", "s")


def transversality(figures: Counts) -> Section:
    return Section(
        key="transversality",
        title=_("La transversalité"),
        sentences=(t_sentence(figures["transversality"]), *t_before(figures), *whole(figures)),
        table=department_table(figures, figures["departments"]["leaders"]),
        notes=(masks(figures),),
    )


def t_sentence(counts: Counts) -> str:
    """One sentence for all that cannot be said: which of the reasons it is would already tell something."""
    found, t = crossing_of(counts), t_of(counts)
    if found is None or t is None:
        return _(
            "T n'est pas donné ce mois-ci : trop peu de collaborateurs inscrits ont réagi pour le dire sans les désigner, ou il n'y a rien à comparer."
        )
    index = ei_index(found) or 0.0
    return _("T = %(t)s ; indice E-I = %(ei)s. %(verdict)s") % {
        "t": words.decimal(t, digits=2), "ei": words.signed(words.decimal(abs(index), digits=2), value=index),
        "verdict": verdict(t),
    }  # fmt: skip


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
    if previous and t is not None:
        yield _("En %(month)s : T = %(t)s.") % {
            "month": words.month(previous["month"]),
            "t": words.decimal(t, digits=2),
        }


def whole(figures: Counts) -> Iterable[str]:
    """The only sum beside the table: totals of its lines would give masked cells back."""
    total = figures["departments"]["total"]
    if total is not None:
        yield ngettext(
            "En tout : %(total)s personne-jour.", "En tout : %(total)s personnes-jours.", total
        ) % {"total": words.count(total)}  # fmt: skip


def department_table(figures: Counts, columns: Sequence[str]) -> Table:
    """Person-days, masked. `columns`: ids of the leaders whose columns are shown."""
    names = {str(leader["id"]): leader["name"] for leader in figures["leaders"]}
    table = figures["departments"]
    places = [table["leaders"].index(column) for column in columns]
    return Table(
        caption=_("Collaborateurs inscrits qui ont réagi, en personnes-jours, par service et par dirigeant"),
        columns=(_("Service"), *(names[column] for column in columns)),
        rows=tuple((row["name"], *(cell(row["cells"][n]) for n in places)) for row in table["rows"]),
        numbers=frozenset(range(1, len(places) + 1)),
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
