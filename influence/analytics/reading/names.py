"""Sheets, columns and lines by name, in the languages we know of (linkedin-api.md §10.4, §10.5). Case, accents and marks
do not count. What is not here is asked of a person, and remembered for their organisation."""

import re
import unicodedata

from influence.analytics.metrics import METRICS, Metric, Part, Role
from influence.analytics.reading.cells import Cell, Order, plain


def key(words: Cell) -> str:
    """« Nombre total d'abonnés : » → « nombre total d abonnes »: letters and digits only."""
    bare = unicodedata.normalize("NFKD", plain(words).casefold().replace("œ", "oe"))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9%]+", " ", letters).strip()


# By language, so that the words also tell how the file writes its days. "" is for words that languages share.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    Role.DAY: {"": ("date",), "en": ("day",), "fr": ("jour",), "pt": ("data", "dia")},
    Role.POST: {
        "": ("url",), "en": ("post url", "post link"),
        "fr": ("url du post", "url de la publication", "lien du post", "lien de la publication"),
        "pt": ("url da publicacao", "link da publicacao"),
    },
    Role.POSTED_ON: {
        "en": ("post publish date", "created date", "post date", "publish date"),
        "fr": ("date de publication", "date de publication du post", "date de creation", "date du post"),
        "pt": ("data de publicacao", "data da publicacao", "data de criacao"),
    },
    Role.CATEGORY: {
        "en": ("top demographics", "category"), "fr": ("principales donnees demographiques", "categorie"),
        "pt": ("principais dados demograficos", "categoria"),
    },
    Role.LABEL: {"en": ("value",), "fr": ("valeur",), "pt": ("valor",)},
    Role.SHARE: {"en": ("percentage", "%"), "fr": ("pourcentage",), "pt": ("porcentagem", "percentual", "percentagem")},
    Role.RATE: {
        "en": ("engagement rate", "click through rate ctr", "click through rate", "ctr"),
        "fr": ("taux d engagement", "taux de clics", "taux de clics ctr"), "pt": ("taxa de engajamento",),
    },
    Role.ASIDE: {
        "en": (
            "post title", "post type", "campaign name", "posted by", "campaign start date", "campaign end date", "audience",
            "views excluding offsite video views", "views", "offsite views", "content type", "post publish time",
            "auto invited followers",
        ),
        "fr": ("titre du post", "type de post", "nom de la campagne", "publie par", "type de contenu", "heure de publication"),
    },
    Metric.IMPRESSIONS: {"": ("impressions",), "pt": ("impressoes",)},
    Metric.UNIQUE_IMPRESSIONS: {"en": ("unique impressions",), "fr": ("impressions uniques",), "pt": ("impressoes unicas",)},
    Metric.REACH: {
        "en": ("members reached",), "fr": ("membres touches", "membres atteints"),
        "pt": ("membros alcancados", "usuarios alcancados"),
    },
    Metric.ENGAGEMENTS: {
        "en": ("engagements", "social engagements"), "fr": ("interactions", "interactions sociales"),
        "pt": ("engajamentos", "interacoes", "engajamentos sociais"),
    },
    Metric.REACTIONS: {"": ("reactions",), "en": ("likes",), "fr": ("j aime",), "pt": ("reacoes",)},
    Metric.COMMENTS: {"en": ("comments",), "fr": ("commentaires",), "pt": ("comentarios",)},
    Metric.RESHARES: {
        "en": ("reposts", "shares"), "fr": ("republications", "partages", "reposts"), "pt": ("compartilhamentos",),
    },
    Metric.CLICKS: {
        "en": ("clicks", "link engagements"), "fr": ("clics", "clics sur le lien", "interactions avec le lien"),
        "pt": ("cliques",),
    },
    Metric.SAVES: {"en": ("saves",), "fr": ("enregistrements",), "pt": ("salvamentos",)},
    Metric.SENDS: {"en": ("sends on linkedin", "sends"), "fr": ("envois sur linkedin", "envois"), "pt": ("envios no linkedin",)},
    Metric.NEW_FOLLOWERS: {
        "en": ("new followers", "follows", "followers gained from this post", "total followers", "followers"),
        "fr": ("nouveaux abonnes", "abonnes gagnes grace a ce post", "total des abonnes", "abonnes"),
        "pt": ("novos seguidores", "total de seguidores"),
    },
    Metric.PROFILE_VIEWS: {
        "en": ("profile viewers from this post",), "fr": ("vues du profil a partir de ce post",),
    },
    Metric.PAGE_VIEWS: {"en": ("total page views", "page views"), "fr": ("total des vues de page", "vues de la page")},
    Metric.VISITORS: {
        "en": ("total unique visitors", "unique visitors"), "fr": ("total des visiteurs uniques", "visiteurs uniques"),
    },
}  # fmt: skip
# In a page's export: which part of a figure. The total has none of its own.
PARTS = {
    Part.ORGANIC: ("organic", "organique", "organiques", "organico"),
    Part.SPONSORED: ("sponsored", "sponsorise", "sponsorisee", "sponsorises", "sponsorisees", "patrocinado"),
    "": ("total", "totale", "totaux"),
}
TOTALS = frozenset("total|totals|totaux|grand total|total general|sous total|subtotal".split("|"))
FOLLOWERS_SENTENCE = re.compile(
    r"(total followers|total d abonnes|total des abonnes|total de seguidores) \D*\d"
)
# What a sheet holds, where its columns do not tell.
SHEETS = {
    "en": ("discovery", "top posts", "followers", "demographics", "audience demographics", "content demographics",
           "performance", "top demographics", "metrics", "all posts", "new followers", "visitor metrics"),
    "fr": ("decouverte", "meilleurs posts", "abonnes", "donnees demographiques"),
    "pt": ("descoberta", "engajamento", "publicacoes mais em alta", "seguidores", "dados demograficos do publico",
           "dados demograficos do conteudo"),
}  # fmt: skip
COMPETITORS = frozenset({"competitors", "concurrents", "concorrentes"})
# LinkedIn's archive of a member's own data: history, no figures.
ARCHIVE = frozenset({"sharelink", "sharecommentary"})

_KNOWN = {
    word: str(meaning) for meaning, said in COLUMNS.items() for words in said.values() for word in words
}
_LANGUAGE = {
    word: language for said in COLUMNS.values() for language, words in said.items() if language for word in words
} | {name: language for language, names in SHEETS.items() for name in names}  # fmt: skip
_PARTS = {word: str(part) for part, words in PARTS.items() for word in words}


def meaning(header: Cell) -> str:
    """A column's meaning by its header; "" where we do not know it. « Impressions (organic) » → impressions:organic,
    and « Organic followers » → new_followers:organic."""
    name = key(header)
    if name in _KNOWN:
        return _KNOWN[name]
    head, _space, last = name.rpartition(" ")
    first, _space, tail = name.partition(" ")
    for rest, part in ((head, last), (tail, first)):
        if part in _PARTS and _KNOWN.get(rest) in METRICS:
            return f"{_KNOWN[rest]}:{_PARTS[part]}".rstrip(":")
    return _KNOWN.get(head, "") if last in _PARTS else ""


def habit(words: list[Cell]) -> Order | None:
    """How a file with these words writes its days: English ones begin with the month (linkedin-api.md §10.4)."""
    votes = [
        _LANGUAGE[name] for name in (key(word).removesuffix(" total") for word in words) if name in _LANGUAGE
    ]
    if not votes:
        return None
    return Order.MONTH if votes.count("en") * 2 > len(votes) else Order.DAY
