from django import forms
from django.utils.translation import gettext_lazy as _


class Verdict(forms.Form):
    """A person has looked at the profile: is the post there?"""

    link = forms.CharField(
        label=_("Lien de la publication sur LinkedIn"), max_length=500,
        help_text=_("Sur LinkedIn, menu « … » de la publication, puis « Copier le lien »."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip
