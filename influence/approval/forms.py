from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from influence.approval.proofs import digits
from influence.editorial.forms import MOST
from influence.editorial.models import DecisionKind, Wish

REASON_LIMIT = 2000


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code à six chiffres"),
        max_length=40,
        error_messages={"required": _("Écrivez les six chiffres du courrier.")},
    )

    def clean_code(self) -> str:
        """A slip that cannot be a code costs no try."""
        code = digits(self.cleaned_data["code"])
        if len(code) != 6:
            raise ValidationError(_("Le code a six chiffres."))
        return code


class SeenForm(forms.Form):
    version = forms.IntegerField(min_value=1)


class ReadForm(SeenForm):
    """What was read travels with what is decided: the version, its hash and the slot of the page."""

    content_hash = forms.RegexField(r"\A[0-9a-f]{64}\Z")
    shown_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])


class DecisionForm(ReadForm):
    kind = forms.ChoiceField(choices=DecisionKind)
    wishes = forms.MultipleChoiceField(choices=Wish, required=False)
    reason = forms.CharField(
        max_length=REASON_LIMIT, required=False, strip=True,
        error_messages={"max_length": _("Restez sous %(limit_value)d caractères : l'essentiel suffit.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (
            given.get("kind") not in (None, DecisionKind.APPROVE)
            and not given.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error(
                "reason", _("Dites en quelques mots pourquoi : la personne qui a écrit le texte en a besoin.")
            )
        return given


class RewordForm(ReadForm):
    """The leader's own wording. `text` is never cut nor trimmed here: the page says what is wrong with it."""

    text = forms.CharField(
        label=_("Votre texte"), max_length=MOST, strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
    )  # fmt: skip
