"""Phrases that sound like an institution and not like a person, by language, each with its reason. As of 2026-11-22.

A leader's post is read for what a person saw, did or learnt; an announcement stays among those who know already
(domain.md §1.4, §2.1: 98 % of leaders' posts are positive in tone, and are read as formatted). The list only asks: whoever
writes decides. It is short on purpose: a phrase belongs here if it can be cut, or replaced by a fact, in any post."""

from enum import StrEnum


class Why(StrEnum):
    # It says how the author feels about the announcement, not what there is to know.
    PRIDE = "pride"
    # Nobody can check it.
    SUPERLATIVE = "superlative"
    # Anybody could say it of anything.
    HOLLOW = "hollow"


_FRENCH = {
    Why.PRIDE: (
        "nous sommes fiers", "nous sommes fières", "nous sommes heureux", "nous sommes ravis", "fier d'annoncer",
        "fière d'annoncer", "heureux d'annoncer", "heureuse d'annoncer", "ravi d'annoncer", "ravie d'annoncer", "ravi de vous annoncer",
        "heureux de vous annoncer", "heureuse de vous annoncer", "fier de vous annoncer", "avec fierté", "avec une grande fierté",
        "j'ai l'honneur", "nous avons l'honneur", "nous avons le plaisir",
    ),
    Why.SUPERLATIVE: (
        "leader mondial", "leader européen", "leader français", "leader incontesté", "leader sur son marché", "numéro un mondial",
        "acteur majeur", "acteur incontournable", "acteur de référence", "de classe mondiale", "à la pointe", "sans précédent",
        "unique en son genre",
    ),
    Why.HOLLOW: (
        "au cœur de nos préoccupations", "au cœur de notre stratégie", "au cœur de notre ADN", "dans notre ADN", "solution innovante",
        "création de valeur", "synergies", "plus que jamais", "excellence opérationnelle", "gagnant-gagnant", "changer la donne",
    ),
}  # fmt: skip

_ENGLISH = {
    Why.PRIDE: (
        "we are proud", "we're proud", "proud to announce", "happy to announce", "thrilled to announce", "delighted to announce",
        "excited to announce", "pleased to announce", "honoured to announce", "honored to announce",
    ),
    Why.SUPERLATIVE: (
        "world leader", "global leader", "leading provider", "market leader", "world-class", "best-in-class", "cutting-edge",
        "state-of-the-art", "unprecedented", "one of a kind",
    ),
    Why.HOLLOW: (
        "at the heart of our strategy", "in our DNA", "innovative solution", "value creation", "synergies", "now more than ever",
        "game changer", "operational excellence", "win-win",
    ),
}  # fmt: skip

PHRASES: dict[str, dict[str, Why]] = {
    language: {phrase: why for why, phrases in listed.items() for phrase in phrases}
    for language, listed in (("fr", _FRENCH), ("en", _ENGLISH))
}
