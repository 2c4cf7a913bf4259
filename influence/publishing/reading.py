"""Publications with all that their sending needs, in one statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from influence.accounts.models import Account
from influence.editorial.models import Post, Version
from influence.journal.statements import run
from influence.publishing.models import Publication

M = TypeVar("M", bound=Model)


def columns(model: type[Model], row: str) -> str:
    return ", ".join(f"{row}.{field.column}" for field in model._meta.concrete_fields)


def built(model: type[M], values: tuple[Any, ...]) -> M:
    """As Django builds it of a row: the database's values in the order of the columns."""
    names, readers = plan_of(model)
    read = list(values)
    for place, reader in readers:
        read[place] = reader(read[place], None, connection)
    return model.from_db(connection.alias, names, read)


@cache
def plan_of(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """The attributes, and what turns some of the values into Python's."""
    fields = model._meta.concrete_fields
    readers = [
        (place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    ]
    return [field.attname for field in fields], readers


READ = f"""
SELECT {columns(Publication, "publication")}, {columns(Post, "post")}, {columns(Version, "version")},
       {columns(Account, "account")}, {columns(Account, "holder")}
  FROM unnest(%(ids)s::bigint[]) wanted (id)
  JOIN publishing_publication publication ON publication.id = wanted.id
  JOIN editorial_post post ON post.id = publication.post_id
  JOIN editorial_version version ON version.id = publication.version_id
  JOIN accounts_account account ON account.id = publication.account_id
  LEFT JOIN accounts_account holder ON holder.id = account.through_id
"""  # noqa: S608 (no value of anybody is in it)
PARTS: tuple[type[Model], ...] = (Publication, Post, Version, Account, Account)


def whole(ids: Sequence[int]) -> dict[int, Publication]:
    """By id. Nothing is locked: whoever writes by what it says asks again (`sending.START`)."""
    found = (linked(*parts(row)) for row in run(READ, {"ids": list(ids)}))
    return {publication.pk: publication for publication in found}


def linked(
    publication: Publication, post: Post, version: Version, account: Account, holder: Account
) -> Publication:
    account._state.fields_cache["through"] = holder if account.through_id else None
    publication._state.fields_cache |= {"post": post, "version": version, "account": account}
    return publication


def parts(row: tuple[Any, ...]) -> list[Any]:
    found, start = [], 0
    for model in PARTS:
        end = start + len(model._meta.concrete_fields)
        found.append(built(model, row[start:end]))
        start = end
    return found
