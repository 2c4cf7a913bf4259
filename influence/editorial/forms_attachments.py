"""What goes with a text, as the composer asks for it. Files are laid beside the form (views.attachments); the rest is
here: who speaks, a poll, an article, a shared post, the first comment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.accounts.models import Account
from influence.editorial import cards
from influence.editorial.cards import CardKind
from influence.editorial.models import Version
from influence.editorial.refusals import Misfit
from influence.library.models import MediaFile
from influence.networks.linkedin import contents
from influence.networks.media import Kind
from influence.networks.ports import Duration

# Far above a comment's limit: a text pasted whole is counted and kept.
COMMENT_MOST = 5_000
OPTIONS = tuple(f"option_{n}" for n in range(1, contents.OPTIONS.stop))

JOINED = [
    ("", _("Rien")),
    (Kind.IMAGE.value, _("Des images")),
    (Kind.DOCUMENT.value, _("Un document PDF")),
    (Kind.VIDEO.value, _("Une vidéo")),
    (CardKind.POLL.value, _("Un sondage")),
    (CardKind.ARTICLE.value, _("Un article")),
    (CardKind.RESHARE.value, _("Une republication")),
]


def line(label: Any, *, most: int, **more: Any) -> forms.CharField:
    """Twice the limit may be typed: what is too long is counted, said and kept."""
    return forms.CharField(label=label, required=False, max_length=max(2 * most, 500), **more)


def words(label: Any, *, most: int, rows: int, **more: Any) -> forms.CharField:
    return line(label, most=most, widget=forms.Textarea(attrs={"rows": rows}), strip=False, **more)


class JoinForm(forms.Form):
    account = forms.ChoiceField(label=_("Publier sur"), required=False)
    joined = forms.ChoiceField(
        label=_("Joindre"), required=False, choices=JOINED, widget=forms.RadioSelect, initial=""
    )
    question = line(
        _("Question"), most=contents.QUESTION, help_text=_("140 caractères au plus. LinkedIn interdit les sujets sensibles, comme la politique ou la santé.")
    )  # fmt: skip
    option_1 = line(_("Réponse 1"), most=contents.OPTION, help_text=_("30 caractères au plus chacune."))
    option_2 = line(_("Réponse 2"), most=contents.OPTION)
    option_3 = line(_("Réponse 3"), most=contents.OPTION)
    option_4 = line(_("Réponse 4"), most=contents.OPTION)
    duration = forms.ChoiceField(
        label=_("Durée du vote"), required=False, choices=[(one.value, text) for one, text in cards.DURATIONS.items()],
        initial=Duration.THREE_DAYS.value,
    )  # fmt: skip
    url = line(
        _("Adresse de la page"), most=cards.URL_LIMIT, widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"})
    )  # fmt: skip
    title = line(_("Titre affiché"), most=contents.ARTICLE_TITLE)
    description = words(_("Description"), most=contents.ARTICLE_DESCRIPTION, rows=2)
    thumbnail = forms.ChoiceField(
        label=_("Vignette"), required=False, help_text=_("Une image de la médiathèque. LinkedIn ne va pas la chercher sur la page.")
    )  # fmt: skip
    thumbnail_alt = line(_("Texte de remplacement de la vignette"), most=contents.ALT_TEXT)
    link = line(
        _("Publication à partager"), most=cards.URL_LIMIT, help_text=_("Son lien, copié depuis le menu de la publication sur LinkedIn."),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://www.linkedin.com/posts/…"}),
    )  # fmt: skip
    first_comment = words(
        _("Premier commentaire"), most=COMMENT_MOST, rows=3,
        help_text=_("1 250 caractères au plus, par exemple pour un lien. Il part juste après la mise en ligne."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, pages: Sequence[Account], images: Sequence[MediaFile], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pages = {str(page.pk): page for page in pages}
        self.described = {one.sha256: one.alt_text for one in images}
        self.fields["account"].choices = [("", _("Profil du dirigeant")), *map(page_choice, pages)]  # type: ignore[attr-defined]
        self.fields["thumbnail"].choices = [
            ("", _("Sans vignette")),
            *((one.sha256, one.name) for one in images),
        ]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["account"] = self.pages.get(cleaned.get("account", ""))
        cleaned["card"] = {}
        try:
            cleaned["card"] = card_from(self.completed(cleaned))
        except Misfit as misfit:
            self.blame(misfit)
        return cleaned

    def completed(self, given: dict[str, Any]) -> dict[str, Any]:
        """A thumbnail without words brings those that the library has for it."""
        words = given.get("thumbnail_alt") or self.described.get(given.get("thumbnail", ""), "")
        return given | {"thumbnail_alt": words}

    def blame(self, misfit: Misfit) -> None:
        """Beside the field that it is about; what is wrong with files, above them."""
        if misfit.field in self.fields:
            self.add_error(misfit.field, str(misfit))
        else:
            self.add_error(None, str(misfit))

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in OPTIONS]

    @property
    def chosen(self) -> str:
        return str(self["joined"].value() or "")


def page_choice(page: Account) -> tuple[str, Any]:
    return str(page.pk), _("Page %(page)s, par %(leader)s") % {
        "page": page.author_name,
        "leader": page.leader.name,
    }


def card_from(given: dict[str, Any]) -> cards.Card:
    """Of what was typed, the card that `joined` names. Raises Misfit."""
    match given.get("joined"):
        case CardKind.POLL:
            options = [given.get(name, "") for name in OPTIONS]
            return cards.poll(
                question=given.get("question", ""), options=options, duration=given.get("duration", "")
            )
        case CardKind.ARTICLE:
            names = ("url", "title", "description", "thumbnail", "thumbnail_alt")
            return cards.article(**{name: given.get(name, "") for name in names})
        case CardKind.RESHARE:
            return cards.reshare(link=given.get("link", ""))
    return {}


def as_kept(version: Version, *, kind: str) -> dict[str, Any]:
    """The fields of a version, to be changed. `kind`: of its files, if it has any."""
    card = {name: value for name, value in version.card.items() if name not in ("kind", "options", "urn")}
    options = dict(zip(OPTIONS, version.card.get("options", ()), strict=False))
    return card | options | {
        "joined": version.card.get("kind") or kind, "link": version.card.get("urn", ""),
        "first_comment": version.first_comment, "account": str(version.account_id),
    }  # fmt: skip
