"""Many cases of one rule: the first ones before every commit, all with `bin/test --all`."""

from collections.abc import Iterable
from typing import Any

import pytest


def sample(cases: Iterable[Any], *, quick: int = 1) -> list[Any]:
    """For `pytest.mark.parametrize`: those after the first `quick` are deep. A case of several values is a tuple."""
    return [
        case
        if n < quick
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.deep)
        for n, case in enumerate(cases)
    ]
