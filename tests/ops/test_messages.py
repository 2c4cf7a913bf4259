import gettext
import io

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from ops import messages


def catalog(*pairs: tuple[str, str], locale: str = "en") -> Catalog:
    made = Catalog(locale=locale, charset="utf-8")
    for ident, text in pairs:
        made.add(ident, text)
    return made


def problems(found: Catalog, known: Catalog) -> list[str]:
    return list(messages._problems(found, known))


def test_french_is_the_source_with_its_typography() -> None:
    source = catalog(("Rien n'attend votre décision !", ""), locale="fr")
    out = io.BytesIO()
    write_mo(out, messages.french(source))
    out.seek(0)
    said = gettext.GNUTranslations(out).gettext("Rien n'attend votre décision !")
    assert said == "Rien n’attend votre décision\u202f!"


def test_french_plurals_keep_both_forms() -> None:
    source = Catalog(locale="fr", charset="utf-8")
    source.add(("%(n)s avis : lu", "%(n)s avis : lus"))
    (made,) = [message for message in messages.french(source) if message.id]
    assert [text.replace("\u00a0", " ") for text in made.string] == ["%(n)s avis : lu", "%(n)s avis : lus"]


def test_complete_english_has_no_problem() -> None:
    assert problems(catalog(("Oui", "")), catalog(("Oui", "Yes"))) == []


def test_missing_english_is_found() -> None:
    assert problems(catalog(("Oui", "")), catalog()) == ["no English for: Oui"]
    assert problems(catalog(("Oui", "")), catalog(("Oui", ""))) == ["no English for: Oui"]


def test_doubtful_english_is_found() -> None:
    known = catalog(("Oui", "Yes"))
    known.get("Oui").flags.add("fuzzy")  # type: ignore[union-attr]
    assert problems(catalog(("Oui", "")), known) == ["doubtful (fuzzy) English for: Oui"]


def test_words_gone_from_the_source_are_found() -> None:
    assert "gone from the source" in problems(catalog(), catalog(("Non", "No")))[0]


@pytest.mark.parametrize("english", ["Hello", "Hello %(leader)s", "Hello %(name)s and %(more)s"])
def test_a_placeholder_lost_or_renamed_is_found(english: str) -> None:
    source = catalog(("Bonjour %(name)s", ""))
    (problem,) = problems(source, catalog(("Bonjour %(name)s", english)))
    assert "other placeholders" in problem
