"""A calendar from a CSV file, in three steps: `read` the bytes, `plan` what they would change, `import_calendar` it.

Nothing is written before the last step, and then everything or nothing."""

from influence.editorial.importing.actions import (
    Imported,
    NotImportable,
    RowRefused,
    forget_uploads,
    import_calendar,
    keep_upload,
)
from influence.editorial.importing.planning import plan
from influence.editorial.importing.plans import Plan, Planned, Problem
from influence.editorial.importing.reading import read

__all__ = [
    "Imported", "NotImportable", "Plan", "Planned", "Problem", "RowRefused", "forget_uploads", "import_calendar",
    "keep_upload", "plan", "read",
]  # fmt: skip
