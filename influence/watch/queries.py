from collections.abc import Mapping

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.watch.models import Idea, IdeaState, Source

# As the address names them: the first is what one sees without a choice.
SHELVES: Mapping[str, tuple[Promise | str, tuple[IdeaState, ...]]] = {
    "nouvelles": (_("Nouvelles"), (IdeaState.NEW,)),
    "gardees": (_("Gardées"), (IdeaState.KEPT,)),
    "brouillons": (_("Devenues des brouillons"), (IdeaState.USED,)),
    "ecartees": (_("Écartées"), (IdeaState.DISMISSED,)),
    "toutes": (_("Toutes"), tuple(IdeaState)),
}


def shelf(asked: str) -> str:
    return asked if asked in SHELVES else next(iter(SHELVES))


def on_shelf(ideas: QuerySet[Idea], *, name: str, source: Source | None) -> QuerySet[Idea]:
    """The latest found first; of those found together the latest written, and the undated last."""
    dated = F("published_at").desc(nulls_last=True)
    found = ideas.filter(state__in=SHELVES[name][1]).order_by("-found_at", dated, "-pk")
    return found.filter(source=source) if source else found


def counts(ideas: QuerySet[Idea], *, source: Source | None) -> dict[str, int]:
    """How many lie on each shelf, by one question."""
    of_source = ideas.filter(source=source) if source else ideas
    by_state = {name: Count("pk", filter=Q(state__in=states)) for name, (_label, states) in SHELVES.items()}
    return of_source.order_by().aggregate(**by_state)


def with_new(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Each with the number of ideas that wait in it."""
    return sources.annotate(new=Count("ideas", filter=Q(ideas__state=IdeaState.NEW))).order_by(
        "-is_active", "name", "pk"
    )
