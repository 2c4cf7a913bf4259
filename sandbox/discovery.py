"""A new resource is one new file: every module of these packages that holds ROUTES is served."""

import importlib
import pkgutil
from typing import Any


def routes_of(package: str) -> list[Any]:
    found = importlib.import_module(package)
    modules = sorted(info.name for info in pkgutil.iter_modules(found.__path__, f"{package}."))
    return [route for name in modules for route in getattr(importlib.import_module(name), "ROUTES", ())]
