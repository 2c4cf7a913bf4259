from django import forms
from django.utils.translation import gettext_lazy as _

# Far above what a post may hold: a text pasted whole is measured and kept on the page.
MOST = 20_000


class Verdict(forms.Form):
    """A person has looked at the profile: is the post there?"""

    link = forms.CharField(
        label=_("Lien de la publication sur LinkedIn"), max_length=500,
        help_text=_("Sur LinkedIn, menu « … » de la publication, puis « Copier le lien »."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip

    has_moved = forms.BooleanField(required=False)
    # Who was not asked says why.
    reason = forms.CharField(
        label=_("Pourquoi ?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Le journal le garde, avec votre nom."),
    )  # fmt: skip


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("Texte corrigé"), max_length=MOST, strip=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Seul le texte peut changer : LinkedIn ne laisse pas remplacer une image ou un lien."),
    )  # fmt: skip


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi la retirer ?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Le dirigeant le lit dans son courrier, et la page de la mise en ligne le garde."),
    )  # fmt: skip


class AgainForm(forms.Form):
    reason = forms.CharField(
        label=_("Qu'est-ce qui a été réglé ?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "id": "id_again"}),
        help_text=_("Le journal le garde, avec votre nom."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class WhyNotForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi ?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
