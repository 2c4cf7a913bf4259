"""What a template may contain, read from its syntax tree before anything runs: a list of what is allowed, not of what is bad."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from influence.drafting.environment import LOOP_WORDS, DraftEnvironment
from influence.drafting.problems import DraftingError, Kind, Problem

NODES_LIMIT = 2_000
LOOPS_LIMIT = 2
SOURCE_LIMIT = 20_000

# The names that a template may use; for a mapping, the keys it has. None: a plain value.
Names = Mapping[str, frozenset[str] | None]

_ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    {
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Tuple, nodes.List,
        nodes.If, nodes.For, nodes.Assign, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare,
        nodes.Operand, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg,
        nodes.Pos, nodes.Concat, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test,
    }
)  # fmt: skip

# How people write what is refused, for the sentence.
_WRITTEN = {
    nodes.Pow: "**",
    nodes.Call: "( )",
    nodes.Dict: "{ }",
    nodes.FromImport: "import",
    nodes.AssignBlock: "set",
}


def read(source: str, *, names: Names, env: DraftEnvironment) -> nodes.Template:
    """The tree of an acceptable template; every problem at once otherwise."""
    tree = _parse(source, env=env)
    found = list(_walk(tree))
    if len(found) > NODES_LIMIT:
        raise DraftingError(Problem(Kind.TOO_COMPLICATED))
    known = {**dict.fromkeys(_own_names(found)), **names}
    problems = [
        problem for node, loops in found for problem in _problems(node, loops=loops, known=known, env=env)
    ]
    if problems:
        raise DraftingError(*dict.fromkeys(problems))
    return tree


def hint(word: str, *, among: Iterator[str] | list[str]) -> str:
    return next(iter(get_close_matches(word, list(among), n=1)), "")


def _parse(source: str, *, env: DraftEnvironment) -> nodes.Template:
    if len(source) > SOURCE_LIMIT:
        raise DraftingError(Problem(Kind.TOO_COMPLICATED))
    try:
        return env.parse(source)
    except TemplateSyntaxError as error:
        rows = source.splitlines()[error.lineno - 1 : error.lineno]
        raise DraftingError(
            Problem(Kind.SYNTAX, line=error.lineno, detail="".join(rows).strip()[:60])
        ) from None
    except RecursionError:
        raise DraftingError(Problem(Kind.TOO_COMPLICATED)) from None


def _walk(tree: nodes.Template) -> Iterator[tuple[nodes.Node, int]]:
    """Each node with the number of loops around it; with a stack of our own, for a tree may be deep. Stops past the limit."""
    stack: list[tuple[nodes.Node, int]] = [(tree, 0)]
    count = 0
    while stack and count <= NODES_LIMIT:
        node, loops = stack.pop()
        count += 1
        yield node, loops
        inside = loops + isinstance(node, nodes.For)
        stack.extend((child, inside) for child in reversed(list(node.iter_child_nodes())))


def _own_names(found: list[tuple[nodes.Node, int]]) -> Iterator[str]:
    for node, _ in found:
        if isinstance(node, nodes.Name) and node.ctx == "store":
            yield node.name
        if isinstance(node, nodes.For):
            yield "loop"


def _problems(node: nodes.Node, *, loops: int, known: Names, env: DraftEnvironment) -> Iterator[Problem]:
    if type(node) not in _ALLOWED:
        written = _WRITTEN.get(type(node), type(node).__name__.lower())
        yield Problem(Kind.FORBIDDEN, name=written, line=node.lineno)
    elif isinstance(node, nodes.For):
        yield from _loop(node, loops=loops)
    elif isinstance(node, nodes.Name):
        yield from _name(node, known=known)
    elif isinstance(node, nodes.Getattr | nodes.Getitem):
        yield from _attribute(node, known=known)
    elif isinstance(node, nodes.Filter):
        yield from _word(node, Kind.UNKNOWN_FILTER, among=list(env.filters))
    elif isinstance(node, nodes.Test):
        yield from _word(node, Kind.UNKNOWN_TEST, among=list(env.tests))


def _loop(node: nodes.For, *, loops: int) -> Iterator[Problem]:
    if loops >= LOOPS_LIMIT:
        yield Problem(Kind.LOOPS_TOO_DEEP, line=node.lineno, detail=str(LOOPS_LIMIT))
    if node.recursive:
        yield Problem(Kind.FORBIDDEN, name="recursive", line=node.lineno)


def _name(node: nodes.Name, *, known: Names) -> Iterator[Problem]:
    if node.name.startswith("_") or (node.ctx == "store" and known.get(node.name) is not None):
        yield Problem(Kind.FORBIDDEN, name=node.name, line=node.lineno)
    elif node.name not in known:
        yield Problem(
            Kind.UNKNOWN_NAME, name=node.name, line=node.lineno, hint=hint(node.name, among=list(known))
        )


def _attribute(node: nodes.Getattr | nodes.Getitem, *, known: Names) -> Iterator[Problem]:
    word = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    if not isinstance(word, str):
        return
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    keys = LOOP_WORDS if owner == "loop" else known.get(owner)
    if word.startswith("_"):
        yield Problem(Kind.FORBIDDEN, name=word, line=node.lineno)
    elif owner and owner not in known:
        return  # the owner itself is already reported
    elif keys is None or word not in keys:
        near = hint(word, among=list(keys or ()))
        yield Problem(
            Kind.UNKNOWN_NAME,
            name=f"{owner}.{word}".strip("."),
            line=node.lineno,
            hint=f"{owner}.{near}" if near else "",
        )


def _word(node: nodes.Filter | nodes.Test, kind: Kind, *, among: list[str]) -> Iterator[Problem]:
    if node.name not in among:
        yield Problem(kind, name=node.name, line=node.lineno, hint=hint(node.name, among=among))
