"""Every row of the database, as values: to compare before and after, and to search for what must not be there."""

from collections.abc import Iterator
from itertools import chain

from django.apps import apps
from django.db import connection, models

from influence.people.models import Organisation

Row = tuple[object, ...]
# Whose rows hang from people, and people from organisations by their memberships.
BY_PEOPLE = {
    "people.User": "memberships__organisation",
    "approval.Device": "user__memberships__organisation",
}
# The developer apps are the installation's own: numbers, and one state, which name nobody. So are the
# signs of life of its machinery.
OF_THE_HOUSE = {"calls.CallCount", "calls.Breaker", "publishing.Pulse"}


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("influence.") and model._meta.label not in OF_THE_HOUSE
    ]


def way_to_organisation(model: type[models.Model]) -> str:
    """The shortest chain of foreign keys, as a lookup: of those that are always there, if they lead there at all."""
    if model is Organisation:
        return "pk"
    if model._meta.label in BY_PEOPLE:
        return BY_PEOPLE[model._meta.label]
    way = shortest_way(model, but_null=True) or shortest_way(model, but_null=False)
    assert way, f"{model._meta.label} belongs to no organisation"
    return way


def shortest_way(model: type[models.Model], *, but_null: bool) -> str | None:
    paths: list[tuple[type[models.Model], str]] = [(model, "")]
    seen = {model}
    for here, path in paths:
        for field in here._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.related_model in seen:
                continue
            if field.null and but_null:
                continue
            further = f"{path}__{field.name}" if path else field.name
            if field.related_model is Organisation:
                return further
            seen.add(field.related_model)
            paths.append((field.related_model, further))
    return None


def rows_of(organisation: Organisation, *, but: tuple[str, ...] = ()) -> dict[str, list[Row]]:
    """All that an organisation has, by table."""
    return {
        model._meta.label: sorted(
            map(plain, model._base_manager.filter(**{way_to_organisation(model): organisation.pk}).values_list()), key=repr
        )
        for model in ours() if model._meta.label not in but
    }  # fmt: skip


def plain(row: Row) -> Row:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def everything() -> Iterator[tuple[str, Row]]:
    """Every row of every table, Django's own too."""
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from ((table, row) for row in map(plain, cursor.fetchall()))


def text_of(row: Row) -> str:
    """As somebody with a copy of the database would read it: bytes too."""
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in chain(row)
    )


def crossings() -> Iterator[str]:
    """Foreign keys that lead from a row of one organisation to a row, or a person, of another."""
    for model in ours():
        path = way_to_organisation(model)
        for field in model._meta.get_fields():
            if (
                not isinstance(field, models.ForeignKey)
                or field.related_model not in ours()
                or path == field.name
            ):
                continue
            if model._meta.label in BY_PEOPLE or field.related_model is Organisation:
                continue
            further = f"{field.name}__{way_to_organisation(field.related_model)}".removesuffix("__pk")
            rows = model._base_manager.filter(**{f"{field.name}__isnull": False})
            astray = rows.exclude(**{path: models.F(further)}).values_list("pk", flat=True)
            yield from (f"{model._meta.label} {pk}: {field.name}" for pk in astray)
