"""Rules of the house that people forget, each shown to bite: a rule is a function from a file to what is wrong in it, and
every rule has a sample that it must refuse (docs/architecture.md tells the reasons)."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import get_resolver
from django.utils.functional import Promise

from influence.accounts.models import AccountState
from influence.approval.views import words as approval_words
from influence.core.lifecycle import PostState, PublicationState
from influence.editorial import words as editorial_words
from influence.outbox import words as outbox_words
from influence.outbox.models import MessageState
from influence.people.models import Organisation, Role
from influence.publishing import words as publishing_words
from ops import messages
from ops.state import PROJECT
from tests.flows.dumps import OF_THE_HOUSE
from tests.test_doors import names

Rule = Callable[[str], list[str]]


def files(*patterns: str, but: str = r"^$") -> list[Path]:
    found = [path for pattern in patterns for path in PROJECT.glob(pattern)]
    return sorted(path for path in found if not re.search(but, path.relative_to(PROJECT).as_posix()))


VIEWS = files(
    "influence/*/views.py", "influence/*/*_views.py", "influence/*/*/views.py", "influence/*/views/**/*.py"
)
# Verbs and rules: whatever is no door. Doors (pages, commands, sign-in) take the time and hand it on.
INNER = files(
    "influence/**/*.py",
    but=r"/(\w+_views|views|doors|middleware|sign_in|migrations|management|admin|press|printing)(/|\.py)|/demo/",
)
CODE = files("influence/**/*.py", but=r"/migrations/")
PAGES = files("templates/pages/**/*.html", "templates/account/**/*.html", "templates/mfa/**/*.html")


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Parsed once for all rules."""
    return tuple(ast.walk(ast.parse(source)))


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """All of the house, parsed, is a hundred megabytes."""
    yield
    nodes.cache_clear()


def asks_the_database(source: str) -> list[str]:
    """Views never touch `.objects`: data comes through access and queries, with the permission check."""
    return [
        f"line {n.lineno}: .objects"
        for n in nodes(source)
        if isinstance(n, ast.Attribute) and n.attr == "objects"
    ]


CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.today",
    "date.today",
    "time.time",
    "datetime.utcnow",
    "timezone.localtime",
}


def reads_the_clock(source: str) -> list[str]:
    """Time is an argument below the doors: an action runs late, twice, and in tests at any hour."""
    calls = [node for node in nodes(source) if isinstance(node, ast.Call)]
    return [
        f"line {call.lineno}: {ast.unparse(call.func)}" for call in calls if ast.unparse(call.func) in CLOCKS
    ]


def saves_whole_rows(source: str) -> list[str]:
    """A bare save writes back what somebody else has changed meanwhile."""
    calls = [
        node for node in nodes(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save"
        # The storage of files has that verb too, and no rows.
        and ast.unparse(node.func) != "default_storage.save"
    ]  # fmt: skip
    told = {"update_fields", "force_insert"}
    return [
        f"line {call.lineno}: bare .save()"
        for call in calls
        if not told & {word.arg for word in call.keywords}
    ]


def works_behind_the_back(source: str) -> list[str]:
    """No signals, no save() overrides: what an action does stands in the action."""
    found = []
    for node in nodes(source):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("django.db.models.signals", "django.dispatch")
        ):
            found.append(f"line {node.lineno}: signals")
        if isinstance(node, ast.FunctionDef) and node.name == "save":
            found.append(f"line {node.lineno}: def save")
    return found


def swallows(source: str) -> list[str]:
    """An exception that nobody hears of."""
    handlers = [node for node in nodes(source) if isinstance(node, ast.ExceptHandler)]
    broad = {None, "Exception", "BaseException"}
    return [
        f"line {handler.lineno}" for handler in handlers
        if (ast.unparse(handler.type) if handler.type else None) in broad and all(isinstance(s, ast.Pass) for s in handler.body)
    ]  # fmt: skip


def is_too_long(source: str) -> list[str]:
    lines = source.count("\n")
    return [f"{lines} lines"] if lines > 300 else []


def runs_inline(source: str) -> list[str]:
    """The content policy refuses scripts and styles inside a page: they would silently do nothing."""
    bare = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return re.findall(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=[\"']|javascript:", bare)


def lacks_one_heading(source: str) -> list[str]:
    if '{% extends "pages/layout.html" %}' not in source:
        return []
    headings = len(re.findall(r"<h1\b", source))
    # A page may draw its heading by a macro or an included part, never two by itself on the same way through.
    drawn = re.search(r"_head\(|include|\{%- ?else|\{% else|elif|import", source)
    return [] if headings == 1 or (drawn and headings != 1) else [f"{headings} h1"]


def says_no_title(source: str) -> list[str]:
    extends = '{% extends "pages/layout.html" %}' in source
    return ["no title"] if extends and "{% block title %}" not in source else []


def loads_from_elsewhere(source: str) -> list[str]:
    """Everything a page needs is served by us."""
    return re.findall(r"(?:src|href|action)=[\"']https?://[^\"']*\.(?:js|css|woff2?|png|svg)", source)


PYTHON_RULES: list[tuple[Rule, list[Path], str]] = [
    (asks_the_database, VIEWS, "def page(request):\n    return Post.objects.get(pk=1)\n"),
    (reads_the_clock, INNER, "def act():\n    return timezone.now()\n"),
    (saves_whole_rows, CODE, "def act(post):\n    post.save()\n"),
    (works_behind_the_back, CODE, "from django.db.models.signals import post_save\n"),
    (works_behind_the_back, CODE, "class Post(Model):\n    def save(self):\n        pass\n"),
    (swallows, CODE, "try:\n    act()\nexcept Exception:\n    pass\n"),
    (is_too_long, CODE, "x = 1\n" * 301),
]
PAGE_RULES: list[tuple[Rule, list[Path], str]] = [
    (runs_inline, PAGES, '<p style="color: red">'),
    (runs_inline, PAGES, "<script>alert(1)</script>"),
    (runs_inline, PAGES, '<button onclick="go()">'),
    (says_no_title, PAGES, '{% extends "pages/layout.html" %}<h1>Seule</h1>'),
    (lacks_one_heading, PAGES, '{% extends "pages/layout.html" %}<h1>Une</h1><h1>Deux</h1>'),
    (loads_from_elsewhere, PAGES, '<script src="https://cdn.example/x.js"></script>'),
]
RULES = PYTHON_RULES + PAGE_RULES


def label(value: object) -> str:
    return value.__name__ if callable(value) else ""


@pytest.mark.parametrize(("rule", "places", "sample"), RULES, ids=label)
def test_the_house_keeps_the_rule(rule: Rule, places: list[Path], sample: str) -> None:
    assert places
    found = {path.relative_to(PROJECT).as_posix(): rule(path.read_text(encoding="utf-8")) for path in places}
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("rule", "places", "sample"), RULES, ids=label)
def test_the_rule_bites(rule: Rule, places: list[Path], sample: str) -> None:
    assert rule(sample)


def used(pattern: str, *places: str) -> Iterator[tuple[Path, str]]:
    for path in files(*places):
        for hit in re.findall(pattern, path.read_text(encoding="utf-8")):
            yield path, hit


def test_every_address_that_a_template_names_exists() -> None:
    known = set(names(get_resolver()))
    named = list(
        used(r"\b(?:url|absolute)\(\s*[\"']([\w:]+)[\"']", "templates/**/*.html", "templates/**/*.txt")
    )
    assert len(named) > 50
    assert [(path.name, name) for path, name in named if name not in known] == []


def test_every_file_that_a_template_asks_for_is_served() -> None:
    folders = {
        "htmx": PROJECT / "node_modules/htmx.org/dist",
    }
    asked = list(used(r"static\([\"']([^\"']+)[\"']\)", "templates/**/*.html"))
    assert asked

    def place(name: str) -> Path:
        first, _slash, rest = name.partition("/")
        return folders[first] / rest if first in folders else PROJECT / "static" / name

    assert sorted({name for _path, name in asked if not place(name).is_file()}) == []


def test_every_mail_has_its_three_parts_and_is_sent_by_somebody() -> None:
    kinds = {folder.name for folder in (PROJECT / "templates/mail").iterdir() if folder.is_dir()}
    assert kinds
    for kind in kinds:
        parts = {part.name for part in (PROJECT / "templates/mail" / kind).iterdir()}
        assert parts >= {"subject.txt", "body.txt", "body.html"}, kind
    code = "".join(path.read_text(encoding="utf-8") for path in CODE)
    # Some kinds are put together: f"publication_{state}".
    starts = tuple(re.findall(r'f"(\w+_)\{', code))
    assert sorted(kind for kind in kinds if f'"{kind}"' not in code and not kind.startswith(starts)) == []
    assert sorted(set(re.findall(r'queue\(\s*kind="(\w+)"', code)) - kinds) == []


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (PostState, editorial_words.STATES), (PublicationState, publishing_words.STATES),
        (PublicationState, publishing_words.CHIPS), (MessageState, outbox_words.STATES),
    ],
    ids=["post", "publication", "publication's chip", "mail"],
)  # fmt: skip
def test_every_state_has_its_words(states: type, words: dict[object, Promise | str]) -> None:
    assert set(words) == set(states)  # type: ignore[call-overload]


def test_the_states_under_way_are_states() -> None:
    assert set(approval_words.UNDER_WAY) < set(PostState)


# A person without an organisation is still a person; what hangs from the person alone is theirs in each of them.
PERSONAL = {"people.User", "approval.Device"}


def hangs_from_an_organisation(
    model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()
) -> bool:
    if model is Organisation:
        return True
    keys = [
        f
        for f in model._meta.get_fields()
        if isinstance(f, models.ForeignKey) and f.related_model not in seen
    ]
    return any(hangs_from_an_organisation(key.related_model, seen | {model}) for key in keys)


def test_every_table_hangs_from_an_organisation() -> None:
    ours = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("influence.")
        for model in config.get_models()
    ]
    assert len(ours) > 25
    loose = {model._meta.label for model in ours if not hangs_from_an_organisation(model)}
    assert loose == PERSONAL | OF_THE_HOUSE


def test_a_loose_table_would_be_seen() -> None:
    class Loose(models.Model):
        class Meta:
            app_label = "web"

    assert not hangs_from_an_organisation(Loose)
    del apps.all_models["web"]["loose"]


def test_migrations_stand_in_one_line() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    for config in apps.get_app_configs():
        if config.name.startswith("influence."):
            numbers = [path.name[:4] for path in (Path(config.path) / "migrations").glob("[0-9]*.py")]
            assert len(numbers) == len(set(numbers)), config.name


def test_no_model_is_ahead_of_its_migrations(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


extracted = cache(messages.extracted)


def french() -> list[str]:
    """What people read: the French of the source."""
    return [text for message in extracted() if message.id for text in messages._forms(message.id)]


def test_words_are_gathered_from_code_and_templates() -> None:
    places = {place.split("/")[0] for message in extracted() for place, _line in message.locations}
    assert places == {"influence", "templates"}


# What we do not say → what we say (docs/glossary.md).
UNSAID = {
    r"\bposts?\b": "publication", r"\bposter\b": "publier", r"\bvalid(er|ation|é|ée|és|ées)\b(?! le code)": "approuver",
    r"\butilisateurs?\b": "membre, collaborateur, personne", r"\bplanifi(er|é|ée)\b": "programmer", r"\be-?mails?\b": "courrier, adresse électronique",
    r"\bmails?\b": "courrier", r"\bworkflow\b": "relecture", r"\bdashboard\b": "rapport", r"\blogin\b": "connexion",
    r"\btemplate\b": "modèle", r"\brejet(er|é|ée)?\b": "refuser", r"\bghostwrit\w*": "rédaction", r"\badvocacy\b": "ambassadorat",
}  # fmt: skip


def unsaid(text: str) -> list[str]:
    text = messages.PLACEHOLDER.sub("", text)
    return [
        f"{pattern} → {ours}" for pattern, ours in UNSAID.items() if re.search(pattern, text, re.IGNORECASE)
    ]


def test_screens_use_the_words_of_the_glossary() -> None:
    said = french()
    assert len(said) > 300
    assert {text: wrong for text in said if (wrong := unsaid(text))} == {}


def test_a_word_that_is_not_ours_is_found() -> None:
    assert unsaid("Valider le post")


def test_sources_are_written_with_plain_spaces_and_apostrophes() -> None:
    """French typography is made when the catalogue is compiled: a narrow space typed here would be a second wording."""
    assert [text for text in french() if re.search("[\u00a0\u202f\u2019]", text)] == []


def translators(source: str) -> set[str]:
    """The names by which a module has words translated."""
    return {
        name.asname or name.name
        for node in nodes(source)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name
    }


def test_the_catalogue_knows_every_name_that_translates() -> None:
    """Words under another name are not gathered: they would stay French in English, and without typography."""
    found = {
        path.relative_to(PROJECT).as_posix(): translators(path.read_text(encoding="utf-8")) for path in CODE
    }
    assert {name: odd for name, names in found.items() if (odd := names - set(messages.KEYWORDS))} == {}


def test_a_name_that_the_catalogue_does_not_know_is_found() -> None:
    assert translators("from django.utils.translation import gettext as say") == {"say"}
    assert "say" not in messages.KEYWORDS


def test_english_is_complete() -> None:
    assert list(messages._problems(extracted(), messages.english())) == []


def test_every_role_and_state_stands_in_the_glossary() -> None:
    glossary = (PROJECT / "docs/glossary.md").read_text(encoding="utf-8")
    for word in (*Role, *PostState, *PublicationState, *AccountState, *MessageState):
        assert f"`{word}`" in glossary, word


def test_the_architecture_names_every_room() -> None:
    told = (PROJECT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in PROJECT.glob("influence/*/__init__.py")]
    assert len(rooms) > 12
    assert [room for room in rooms if f"`{room}`" not in told] == []


def targets(document: str) -> list[str]:
    """Where the links of a Markdown text lead, on this side of the net. What stands as code is no link."""
    words = re.sub(r"```.*?```|`[^`\n]*`", "", document, flags=re.DOTALL)
    return re.findall(r"\]\((?!https?:|#|mailto:|urn:)([^)#\s]+)", words)


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in files("docs/**/*.md", "*.md"):
        for target in targets(path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(PROJECT)} → {target}")
    assert broken == []


def test_a_link_is_told_from_code() -> None:
    assert targets("[x](gone.md) and `@[Name](urn:li:person:1)` and [y](https://a.example)") == ["gone.md"]
