"""What is not in the rows: does the broker answer, how much of the media library's disk is free, which keys hold the tokens."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from influence.accounts.seal import current_key, keys
from influence.web.views import broker_answers

# The id of the key stands in front of the sealed bytes (accounts.seal).
SEALED_BY = """
SELECT convert_from(substring(sealed_access FROM 3 FOR get_byte(sealed_access, 1)), 'UTF8') AS name, count(*)
  FROM accounts_account WHERE octet_length(sealed_access) > 14 GROUP BY name ORDER BY name
"""


@dataclass(frozen=True)
class Machine:
    """`free` and `size` in bytes. `tokens`: how many each key holds, by the key's id."""

    broker: bool
    free: int
    size: int
    tokens: Mapping[str, int]

    @property
    def lost_keys(self) -> list[str]:
        """Tokens lie under them, and the settings have them no more: nobody can open those."""
        return [name for name in self.tokens if name not in keys()]

    @property
    def old_keys(self) -> list[str]:
        """What `rotate-keys` has not come to yet."""
        return [name for name in self.tokens if name in keys() and name != current_key()]


def machine() -> Machine:
    disk = shutil.disk_usage(folder())
    return Machine(broker=broker_answers(), free=disk.free, size=disk.total, tokens=sealed_by())


def folder() -> Path:
    """The library's, or where the first upload will make it."""
    there = Path(settings.MEDIA_ROOT).absolute()
    return next(one for one in (there, *there.parents) if one.is_dir())


def sealed_by() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(SEALED_BY)
        return dict(cursor.fetchall())
