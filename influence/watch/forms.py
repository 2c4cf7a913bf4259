from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.people.models import Leader
from influence.watch.models import ADDRESS_LIMIT
from influence.watch.offers import Offer, Theme
from influence.watch.reading.plain import address
from influence.web import dates

NOTE_LIMIT = 1_000


def web_address(found: str) -> str:
    """As people type it, without the scheme too."""
    found = found.strip()
    if found and "://" not in found:
        found = f"https://{found}"
    if found and not address(found):
        raise forms.ValidationError(_("Écrivez une adresse entière, par exemple https://www.exemple.org/."))
    return found


class AddressForm(forms.Form):
    """The first step: whose feed. Nothing is kept before it was read."""

    url = forms.CharField(
        label=_("Adresse du flux, ou du site"),
        max_length=ADDRESS_LIMIT,
        help_text=_("Un flux RSS ou Atom. Si vous donnez l'adresse d'un site, Influence y cherche son flux."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_url(self) -> str:
        return web_address(self.cleaned_data["url"])


class SourceForm(AddressForm):
    url = forms.CharField(max_length=ADDRESS_LIMIT, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Nom de la source"), max_length=120)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Nom de la source"), max_length=120)


class IdeaForm(forms.Form):
    title = forms.CharField(label=_("L'idée, en une phrase"), max_length=300)
    link = forms.CharField(
        label=_("Adresse de la page"),
        max_length=ADDRESS_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=_("Note pour l'équipe"),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_link(self) -> str:
        return web_address(self.cleaned_data["link"])


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note pour l'équipe"), max_length=NOTE_LIMIT, required=False)


class LeaderForm(forms.Form):
    """Whose voice, first: their themes and places follow from it."""

    dirigeant = forms.ModelChoiceField(
        label=_("Au nom de"), queryset=Leader.objects.none(), empty_label=_("Choisir")
    )

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dirigeant"].queryset = leaders  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    pillar = forms.ChoiceField(label=_("Pilier"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Créneau"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, themes: list[Theme], offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(one.pillar.pk): one for one in themes}
        self.offers = {one.key: one for one in offers}
        self.fields["pillar"].choices = [(key, said(one)) for key, one in self.themes.items()]  # type: ignore[attr-defined]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Pas encore : le brouillon attend sa place")),
            *((key, placed(one)) for key, one in self.offers.items()),
        ]
        self.initial = {"pillar": next(iter(self.themes), ""), "place": ""} | self.initial

    @property
    def theme(self) -> Theme:
        return self.themes[self.cleaned_data["pillar"]]

    @property
    def offer(self) -> Offer | None:
        return self.offers.get(self.cleaned_data["place"])


def said(one: Theme) -> str:
    if one.weight is None:
        return one.pillar.name
    words = {"pillar": one.pillar.name, "weight": one.weight}
    own = _("%(pillar)s (%(weight)s %% de sa ligne)")
    return str(own if one.is_own else _("%(pillar)s (%(weight)s %% de la ligne collégiale)")) % words


def placed(one: Offer) -> str:
    when = dates.moment(one.at, one.zone)
    return str(_("%(when)s, prévu au calendrier")) % {"when": when} if one.is_planned else when
