"""What core.lints found in a draft, in sentences: what it is, where, and how to mend it. Only what `blocks` keeps a text
from going out; the rest is for whoever writes to decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lints import Finding, Rule, Written, excerpt, lints
from influence.core.tone import Why
from influence.editorial.composing.offers import usual_hashtags
from influence.editorial.models import Post, Version
from influence.people.models import Leader, Organisation

# As much as the form takes: a megabyte that somebody pastes is refused for its length, not read word by word.
LOOKED_AT = 20_000
Words = tuple[Promise | str, Promise | str]

SAID: dict[Rule, Words] = {
    Rule.MARKUP: (
        _("Un champ de modèle est resté dans le texte."),
        _("Remplacez-le par des mots : rien ne part avec des accolades."),
    ),
    Rule.FAKE_LETTERS: (
        _("Ces signes imitent des lettres grasses ou ornées : un lecteur d'écran les épelle, ou les tait."),
        _("Écrivez « %(better)s »."),
    ),
    Rule.ALT_MISSING: (
        _("L'image %(better)s n'a pas de texte de remplacement."),
        _("Dites en une phrase ce qu'elle montre."),
    ),
    Rule.HASHTAG_CASE: (
        _("Ce mot-dièse s'entend comme un seul mot."),
        _("Mettez une majuscule à chaque mot, comme dans #QualitéDesSoins."),
    ),
    Rule.HASHTAGS_MANY: (
        _("%(better)s mots-dièse : au-delà de cinq, on ne les lit plus."),
        _("Gardez ceux que vos lecteurs suivent."),
    ),
    Rule.EMOJI_RUN: (
        _("Plus de trois émojis de suite : à voix haute, chacun est nommé."),
        _("Gardez-en un."),
    ),
    Rule.EMOJI_BULLETS: (
        _("%(better)s lignes commencent par un émoji : à voix haute, il revient à chaque ligne."),
        _("Commencez-les par un tiret, ou par un mot."),
    ),
    Rule.SHOUTING: (
        _("Une phrase en capitales se lit comme un cri, et certains lecteurs d'écran l'épellent."),
        _("Écrivez-la en minuscules."),
    ),
    Rule.THIRD_PERSON: (
        _("Le texte parle de son auteur à la troisième personne."),
        _("Dites « je »."),
    ),
    Rule.LINK_AND_COMMENT: (
        _("Il y a un lien dans le texte, et aussi un premier commentaire."),
        _("Gardez le lien à un seul endroit."),
    ),
}
TONE: dict[Why, Words] = {
    Why.PRIDE: (
        _("On y entend une annonce, pas une personne."),
        _("Dites plutôt ce qui a été vu, fait ou appris."),
    ),
    Why.SUPERLATIVE: (_("Personne ne peut le vérifier."), _("Donnez un chiffre, ou un fait.")),
    Why.HOLLOW: (
        _("Cela pourrait se dire de n'importe quoi."),
        _("Coupez, ou dites ce que cela veut dire ici."),
    ),
}


@dataclass(frozen=True)
class Advice:
    """`before`, `said` and `after` are the place in the text; all empty for the post as a whole."""

    sentence: str
    mend: str
    before: str
    said: str
    after: str
    blocks: bool


def advice(written: Written) -> list[Advice]:
    return [worded(one, text=written.text) for one in lints(written)]


def worded(one: Finding, *, text: str) -> Advice:
    sentence, mend = TONE[Why(one.why)] if one.why else SAID[one.rule]
    if one.rule is Rule.HASHTAG_CASE and one.better:
        mend = SAID[Rule.FAKE_LETTERS][1]
    before, said, after = excerpt(text, one)
    given = {"better": one.better}
    return Advice(
        sentence=filled(sentence, given), mend=filled(mend, given), before=before, said=said, after=after, blocks=one.blocks
    )  # fmt: skip


def filled(words: Promise | str, given: dict[str, str]) -> str:
    return str(words) % given if "%(" in str(words) else str(words)


def advice_on(
    text: str,
    *,
    organisation: Organisation,
    leader: Leader | None,
    language: str,
    first_comment: str = "",
    alts: Sequence[str] = (),
) -> list[Advice]:
    """Of what is being typed. What the organisation's hashtags look like is only asked where the text has one."""
    text = text[:LOOKED_AT]
    tags: Collection[str] = usual_hashtags(organisation) if "#" in text else ()
    written = Written(
        text, language=language, name=leader.name if leader else "", first_comment=first_comment, alts=alts, tags=tags
    )  # fmt: skip
    return advice(written)


def advice_on_version(post: Post, version: Version) -> list[Advice]:
    """On the page of the post, before anybody submits it. What is missing beside an image is said there already."""
    return advice_on(
        version.text, organisation=post.organisation, leader=post.leader, language=version.language,
        first_comment=version.first_comment,
    )  # fmt: skip
