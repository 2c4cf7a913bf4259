from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from influence.drafting import dates, filters
from tests.drafting.makers import written

BABEL = {"fr": "fr_FR", "en": "en_GB"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_day_of_a_year_is_written_as_cldr_does(language: str) -> None:
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(366)):
        expected = format_date(day, "EEEE d MMMM y", locale=BABEL[language])
        if language == "fr" and day.day == 1:
            expected = expected.replace(" 1 ", " 1er ")
        assert dates.long_date(day, language=language) == expected
        assert dates.month(day, language=language) == format_date(day, "MMMM y", locale=BABEL[language])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("value", [0, 7, 999, 3456, 1234567, -3456, 12.5, 3456.25])
def test_numbers_are_grouped_as_cldr_does(language: str, value: float) -> None:
    assert dates.number(value, language=language) == format_decimal(value, locale=BABEL[language])


def test_hours_are_said_as_people_say_them() -> None:
    assert dates.hour(time(9, 0), language="fr") == "9\u00a0h"
    assert dates.hour(time(18, 5), language="fr") == "18\u00a0h\u00a005"
    assert dates.hour(time(9, 0), language="en") == "09:00"


@pytest.mark.parametrize(
    ("name", "filtered", "text", "expected"),
    [
        ("a", filters.a, "le bloc", "au bloc"),
        ("a", filters.a, "Les Urgences", "aux Urgences"),
        ("a", filters.a, "l'équipe", "à l'équipe"),
        ("a", filters.a, "Léa", "à Léa"),
        ("de", filters.de, "le bloc", "du bloc"),
        ("de", filters.de, "les urgences", "des urgences"),
        ("de", filters.de, "la pharmacie", "de la pharmacie"),
        ("de", filters.de, "Émile", "d'Émile"),
        ("de", filters.de, "Hélène", "d'Hélène"),
        ("que", filters.que, "elle tient", "qu'elle tient"),
        ("que", filters.que, "sans mesure", "que sans mesure"),
        ("hashtag", filters.hashtag, "qualité des soins", "#QualitéDesSoins"),
        ("hashtag", filters.hashtag, "l'IRM", "#LIRM"),
        ("hashtags", filters.hashtags, "urgences, #BonnesPratiques, ", "#Urgences #BonnesPratiques"),
        ("capitalize", filters.capitalize, "mardi au CHU", "Mardi au CHU"),
        ("uncapitalize", filters.uncapitalize, "Sans mesure", "sans mesure"),
        ("uncapitalize", filters.uncapitalize, "IRM ou scanner", "IRM ou scanner"),
        ("stop", filters.stop, "C'est fait", "C'est fait."),
        ("stop", filters.stop, "Est-ce fait ? ", "Est-ce fait ?"),
        ("no_stop", filters.no_stop, "le bloc. ", "le bloc"),
    ],
)
def test_filters_write_as_a_person_would(
    name: str, filtered: Callable[[object], str], text: str, expected: str
) -> None:
    assert filtered(text) == expected
    assert filters.filters("fr")[name] is filtered


def test_lines_lose_the_dashes_that_people_type() -> None:
    assert filters.lines("- un\n\n• deux\n  – trois") == ("un", "deux", "trois")


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "lit", "beds"), (1, "lit", "bed"), (1.5, "lit", "beds"), (2, "lits", "beds")],
)
def test_plurals_follow_the_language(count: float, french: str, english: str) -> None:
    assert written("{{ n|plural('lit', 'lits') }}", n=count) == french
    assert written("{{ n|plural('bed', 'beds') }}", language="en", n=count) == english


def test_values_print_in_the_language_of_the_post() -> None:
    source = "{{ slot.date }} {{ slot.time }} {{ n }} {{ 2026 }} {{ n|number }} {{ lieu|quote }}"
    assert (
        written(source, language="en", n=3456.5, lieu="« ici »")
        == "Friday 1 May 2026 08:30 3456.5 2026 3,456.5 “ici”"
    )
    french = written(source, n=3456.5, lieu='"ici"').replace("\u202f", " ").replace("\u00a0", " ")
    assert french == "vendredi 1er mai 2026 8 h 30 3456,5 2026 3 456,5 « ici »"
