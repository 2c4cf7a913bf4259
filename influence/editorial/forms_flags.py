from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.models import FlagState, Pillar
from influence.people.models import Organisation, User
from influence.safeguards.topics import LONGEST_LINE, MOST_LINES, approvers, lines

REASON_LIMIT = 2000


class AnswerForm(forms.Form):
    """What was read travels with what was answered."""

    answer = forms.ChoiceField(
        choices=[(state.value, state.label) for state in (FlagState.CLEARED, FlagState.OBJECTED)]
    )
    version = forms.IntegerField(min_value=1)
    content_hash = forms.RegexField(r"\A[0-9a-f]{64}\Z")
    reason = forms.CharField(
        max_length=REASON_LIMIT, required=False, strip=True,
        error_messages={"max_length": _("Restez sous %(limit_value)d caractères : l'essentiel suffit.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (
            given.get("answer") == FlagState.OBJECTED
            and not given.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error(
                "reason", _("Dites en quelques mots pourquoi : la personne qui a écrit le texte en a besoin.")
            )
        return given


class TopicForm(forms.Form):
    """A topic, with the organisation's own pillars and members to choose from."""

    name = forms.CharField(label=_("Sujet"), max_length=100)
    words = forms.CharField(
        label=_("Mots et expressions"), required=False, max_length=MOST_LINES * (LONGEST_LINE + 2),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Un mot ou une expression par ligne, reconnus en entier, sans tenir compte des majuscules, des accents, de l'élision (l', d') ni du pluriel en s, x ou aux : « résultat » trouve « Résultats » et « l'résultat », pas « résultante »."),
    )  # fmt: skip
    pillars = forms.ModelMultipleChoiceField(
        label=_("Piliers concernés en entier"), queryset=Pillar.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    approvers = forms.ModelMultipleChoiceField(
        label=_("Qui donne le second accord"), queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillars"].queryset = organisation.pillars.all()  # type: ignore[attr-defined]
        self.fields["approvers"].queryset = approvers(organisation.pk)  # type: ignore[attr-defined]

    def clean_words(self) -> tuple[str, ...]:
        found = lines(self.cleaned_data["words"])
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("Restez sous %(most)d lignes.") % {"most": MOST_LINES + 1})
        if long := [line for line in found if len(line) > LONGEST_LINE]:
            raise forms.ValidationError(
                _("« %(line)s » est trop long : %(most)d caractères au plus par ligne."),
                params={"line": long[0][:LONGEST_LINE], "most": LONGEST_LINE},
            )
        return found

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("words") and not given.get("pillars"):
            self.add_error(
                "words", _("Donnez au moins un mot ou un pilier : sans eux, rien n'est jamais signalé.")
            )
        return given

    def kept(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        ids = {name: [one.pk for one in given[name]] for name in ("pillars", "approvers")}
        return {"name": given["name"], "words": given["words"], **ids}
