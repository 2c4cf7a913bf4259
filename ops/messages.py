"""The catalogues. French is the language of the source; its catalogue is made, the English one is kept by hand.

update    add what is new to locale/en, drop what is gone
compile   write the .mo files; the French one says each message with French typography
check     fail where English lacks a message, holds a doubtful or a gone one, or loses a placeholder
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ops.state import PROJECT

PLACES = (
    "influence",
    "templates/pages",
    "templates/account",
    "templates/mfa",
    "templates/mail",
    "templates/reports",
)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    # The words of now, where `_` is the lazy kind.
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")


def po_path(language: str) -> Path:
    return PROJECT / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """What code and templates say now, in a stable order."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    catalog = Catalog(locale="fr", charset="utf-8")
    for place in PLACES:
        if not (PROJECT / place).is_dir():
            continue
        for name, line, text, comments, context in extract_from_dir(
            PROJECT / place,
            methods,
            options,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            catalog.add(text, locations=[(f"{place}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def english() -> Catalog:
    path = po_path("en")
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale="en", charset="utf-8")


def update() -> int:
    """Wording that changed comes back empty and is written anew: a guessed ("fuzzy") translation misleads."""
    catalog = english()
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    po_path("en").parent.mkdir(parents=True, exist_ok=True)
    with po_path("en").open("wb") as target:
        write_po(
            target,
            catalog,
            omit_header=False,
            no_location=True,
            sort_output=True,
            width=110,
            include_lineno=False,
        )
    _steady_header(po_path("en"))
    print(f"locale/en: {len(catalog)} messages, {sum(1 for _ in _untranslated(catalog))} without English")
    return 0


def _steady_header(path: Path) -> None:
    """Only what a reader of the file needs: dates and tool versions would make every commit differ."""
    text = path.read_text(encoding="utf-8")
    _old, _blank, messages = text.partition("\n\n")
    header = (
        '# English words of Influence. The ids are the French of the source.\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    path.write_text(f"{header}\n{messages.strip()}\n" if messages.strip() else header, encoding="utf-8")


def compile_all() -> int:
    found = extracted()
    _write_mo(french(found), "fr")
    _write_mo(english(), "en")
    print(f"{len(found)} messages compiled")
    return 0


def french(found: Catalog) -> Catalog:
    from influence.core.typography import typo_fr

    catalog = Catalog(locale="fr", charset="utf-8")
    for message in _messages(found):
        texts = tuple(typo_fr(text) for text in _forms(message.id))
        catalog.add(message.id, texts if message.pluralizable else texts[0], context=message.context)
    return catalog


def _write_mo(catalog: Catalog, language: str) -> None:
    path = po_path(language).with_suffix(".mo")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".mo.new")
    with draft.open("wb") as target:
        write_mo(target, catalog)
    draft.replace(path)


def check() -> int:
    problems = list(_problems(extracted(), english()))
    for problem in problems:
        print(problem, file=sys.stderr)
    print("catalogues: " + (f"{len(problems)} problems" if problems else "ok"))
    return 1 if problems else 0


def _problems(found: Catalog, known: Catalog) -> Iterator[str]:
    for message in _messages(found):
        theirs = known.get(_first(message), context=message.context)
        if theirs is None or not all(_forms(theirs.string)):
            yield f"no English for: {_first(message)}"
        elif theirs.fuzzy:
            yield f"doubtful (fuzzy) English for: {_first(message)}"
    for message in _messages(known):
        if found.get(_first(message), context=message.context) is None:
            yield f"gone from the source (bin/messages update): {_first(message)}"
    for catalog in (known, french(found)):
        yield from (
            f"{catalog.locale_identifier}: other placeholders than the id: {_first(m)}"
            for m in _unlike(catalog)
        )


def _unlike(catalog: Catalog) -> Iterator[Message]:
    """Messages whose translation names a placeholder that its id has not, or misses one in every form."""
    for message in _messages(catalog):
        wanted = {name for text in _forms(message.id) for name in PLACEHOLDER.findall(text)}
        forms = [set(PLACEHOLDER.findall(text)) for text in _forms(message.string) if text]
        if forms and set().union(*forms) != wanted:
            yield message


def _untranslated(catalog: Catalog) -> Iterator[Message]:
    return (message for message in _messages(catalog) if not all(_forms(message.string)))


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _first(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


COMMANDS = {"update": update, "compile": compile_all, "check": check}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/messages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=tuple(COMMANDS))
    return COMMANDS[parser.parse_args(argv).command]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
