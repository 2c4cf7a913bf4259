"""The command line: what runs things is here, everything else is a Django management command."""

import ast
import difflib
import os
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

from config.env import file_values
from ops.foreground import foreground
from ops.state import PROJECT, CannotStart, State
from ops.supervisor import environment_beside

USAGE = "usage: bin/influence COMMAND [options]     bin/influence COMMAND --help"


def up(argv: list[str]) -> int:
    """Start the servers, migrate, run web, worker and beat until Ctrl-C."""
    from ops.up import main

    return main(argv)


def doctor(argv: list[str]) -> int:
    """Check this machine and these settings; say what to do about each thing that is wrong."""
    from ops.doctor import main

    return main(argv)


def sandbox(argv: list[str]) -> int:
    """Run the LinkedIn sandbox alone."""
    return foreground([sys.executable, "-m", "sandbox", *argv], environment=os.environ)


def mailsink(argv: list[str]) -> int:
    """Run the mail server that shows what arrives, alone."""
    from ops.mailsink import main

    return main(argv)


def servers(argv: list[str]) -> int:
    """Run the embedded PostgreSQL and Valkey alone and print their settings."""
    from ops.embedded import main

    return main(argv)


def bench(argv: list[str]) -> int:
    """Measure something: bench NAME [options]; without a name, list them."""
    return _one_of("bench", argv)


def drill(argv: list[str]) -> int:
    """Rehearse a failure on real parts: drill NAME; without a name, list them."""
    return _one_of("drills", argv)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": up,
    "doctor": doctor,
    "sandbox": sandbox,
    "mailsink": mailsink,
    "servers": servers,
    "bench": bench,
    "drill": drill,
}


def _one_of(package: str, argv: list[str]) -> int:
    """A module of `package` with main(argv), run in a process of its own; a bench beside running servers."""
    folder = PROJECT / package
    modules = [m.name for m in pkgutil.iter_modules([str(folder)]) if not m.ispkg]
    known = sorted(name for name in modules if not name.startswith("_"))
    if not argv or argv[0] in {"-h", "--help"}:
        print("\n".join(_told(folder / f"{name}.py") for name in known) or f"There is nothing in {package}/.")
        return 0
    name = argv[0].replace("-", "_")
    if name not in known:
        return _unknown(argv[0], known)
    code = f"import sys; from {package}.{name} import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, *argv[1:]]
    # A drill kills and empties what it runs on: it starts servers of its own and never meets those that run.
    return foreground(command, environment=os.environ) if package == "drills" else _run(command)


def _told(path: Path) -> str:
    """A module's name and the first line of what it says of itself, read from the source."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return f"  {path.stem.replace('_', '-'):<22}{said.partition(chr(10))[0]}".rstrip()


def _run(command: list[str]) -> int:
    """With the servers: those that run, else started for as long as this takes."""
    with environment_beside(State.of_project()) as environment:
        return foreground(command, environment=environment)


# As manage.py, but help and refusals name the command that the person typed.
MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
execute_from_command_line(["influence", *sys.argv[1:]])
"""


def management(name: str, argv: list[str]) -> int:
    return _run([sys.executable, "-c", MANAGE, name, *argv])


def our_management_commands() -> dict[str, str]:
    """Name with dashes → its first help line, read from the source: no settings are needed to list them."""
    found = {}
    for path in sorted(PROJECT.glob("influence/*/management/commands/[a-z]*.py")):
        found[path.stem.replace("_", "-")] = _help_of(path)
    return found


def _help_of(path: Path) -> str:
    """The text of `help = …` in the class, whether written plainly or inside _()."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == [
            "help"
        ]:
            words = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            return " ".join(str(word) for word in words).split(". ")[0].rstrip(".") + "."
    return ""


def _django_commands() -> list[str]:
    """What Django itself and the installed packages bring, without their settings."""
    import django.core.management as package

    return [m.name for m in pkgutil.iter_modules([str(Path(package.__path__[0]) / "commands")])]


def usage() -> str:
    lines = [USAGE, "", "Running"]
    lines += [f"  {name:<22}{(command.__doc__ or '').strip()}" for name, command in COMMANDS.items()]
    ours = our_management_commands()
    if ours:
        lines += ["", "Using the product"]
        lines += [f"  {name:<22}{text}" for name, text in sorted(ours.items(), key=_demo_last)]
    lines += ["", "Django's own commands (migrate, createsuperuser, shell, …) work too."]
    return "\n".join(lines)


def _demo_last(command: tuple[str, str]) -> tuple[bool, str]:
    return command[0].startswith("demo"), command[0]


def _unknown(name: str, known: list[str]) -> int:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    print(f"There is no '{name}'.{hint} bin/influence --help lists what there is.", file=sys.stderr)
    return 2


def dispatch(argv: list[str]) -> int:
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    name, rest = argv[0], argv[1:]
    if name in COMMANDS:
        return COMMANDS[name](rest)
    ours = our_management_commands()
    plain = resolve(name, ours=ours)
    if plain is None:
        return _unknown(name, [*COMMANDS, *ours, *_django_commands()])
    return management(plain, rest)


def resolve(name: str, *, ours: dict[str, str]) -> str | None:
    """The management command that this word means. People write dashes, modules have underscores."""
    plain = name.replace("-", "_")
    known = plain in LIBRARY_COMMANDS or plain.replace("_", "-") in ours or plain in _django_commands()
    return plain if known else None


# Of installed packages: what people need. The others are reached through manage.py.
LIBRARY_COMMANDS = {"collectstatic", "findstatic", "changepassword", "createsuperuser", "clearsessions"}


def main(argv: list[str]) -> int:
    for name, value in file_values(PROJECT).items():
        os.environ.setdefault(name, value)
    try:
        return dispatch(argv)
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
