from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 2000
TEXT_HINT = _("@ suivi d'un nom prévient un collègue. Jamais envoyé à LinkedIn.")


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("Remarque"), max_length=MOST, strip=True, help_text=TEXT_HINT,
        widget=forms.Textarea({"rows": 3, "maxlength": MOST}),
        error_messages={"required": _("Écrivez quelques mots.")},
    )  # fmt: skip


class ThreadForm(RemarkForm):
    """`is_internal` is not asked of a leader: what they begin, they read."""

    quote = forms.CharField(
        label=_("Passage du texte"), max_length=500, required=False, strip=True,
        help_text=_("Collez ici les mots dont vous parlez, ou laissez vide pour tout le texte."),
    )  # fmt: skip
    is_internal = forms.TypedChoiceField(
        label=_("Qui lit ce fil ?"), coerce=lambda value: value == "1", required=False, empty_value=False, initial="",
        widget=forms.RadioSelect,
    )  # fmt: skip

    field_order = ["is_internal", "quote", "text"]

    def __init__(self, *args: object, leader: str, may_be_internal: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_be_internal:
            del self.fields["is_internal"]
            return
        self.fields["is_internal"].choices = [  # type: ignore[attr-defined]
            ("", _("%(leader)s et l'équipe de communication") % {"leader": leader}),
            ("1", _("Entre nous : l'équipe de communication seulement")),
        ]
