"""The world as one JSON file: written whole, beside, then moved into place."""

import collections.abc
import json
import os
import types
import typing
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

from sandbox.world import World

_FORMAT = 1
_SKIPPED = frozenset({"lock", "random", "shelf"})


class UnreadableState(ValueError):
    """The file is not one that this sandbox wrote."""


def save(world: World, path: Path) -> None:
    with world.lock:
        content = {"format": _FORMAT, **_plain(world)}
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105  # atomic, and says so


def load(path: Path) -> World:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format") != _FORMAT:
            raise UnreadableState(f"{path} was written by another version of the sandbox")
        world = World(seed=content["seed"])
        hints = typing.get_type_hints(World)
        for name, value in content.items():
            setattr(world, name, _typed(hints[name], value))
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise UnreadableState(f"{path} is not a state file of the sandbox ({error})") from error
    # A restart must not deal the same secrets again.
    world.random.seed(None if world.seed is None else f"{world.seed}/{len(world.tokens)}/{len(world.codes)}")
    return world


def _plain(world: World) -> dict[str, Any]:
    return {f.name: _as_json(getattr(world, f.name)) for f in fields(world) if f.name not in _SKIPPED}


def _as_json(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _as_json(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, set):
        return sorted(value)
    return [_as_json(item) for item in value] if isinstance(value, list | tuple) else value


def _typed(kind: Any, value: Any) -> Any:
    """A JSON value back into the type that its field declares."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in value.items()})
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _typed(next(p for p in parts if p is not types.NoneType), value)
    if origin is Counter:
        return Counter(value)
    if origin in (dict, collections.abc.Mapping):
        return {_typed(parts[0], key): _typed(parts[1], item) for key, item in value.items()}
    if origin in (list, set):
        return origin(_typed(parts[0], item) for item in value)
    if origin is tuple:
        kinds = [parts[0]] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(_typed(k, item) for k, item in zip(kinds, value, strict=True))
    return int(value) if kind is int else value
