from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from influence.people.models import Conformity, Statement


class StatementForm(forms.ModelForm):  # type: ignore[type-arg]
    rate = forms.IntegerField(
        label=_("Critères respectés (%)"), min_value=0, max_value=100, required=False,
        help_text=_("Le taux que l'audit a trouvé sur les critères applicables."),
    )  # fmt: skip

    class Meta:
        model = Statement
        fields = [
            "conformity",
            "audited_on",
            "audited_by",
            "rate",
            "gaps",
            "exemptions",
            "outside",
            "contact",
        ]
        widgets = {
            "audited_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("gaps", "exemptions", "outside")},
        }
        help_texts = {
            "conformity": _(
                "Sans audit valable, l'état est « non conforme », quelle que soit la qualité des pages."
            ),
            "audited_on": _("Une déclaration vaut trois ans au plus après l'audit."),
            "gaps": _("Ce qui ne l'est pas encore, un point par ligne."),
            "contact": _("Une adresse ou un lien : c'est là que l'on demandera une autre façon de faire."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_audited_on(self) -> date | None:
        """A year typed wrong would make the declaration hold for ever."""
        audited_on: date | None = self.cleaned_data["audited_on"]
        if audited_on and audited_on > self.today:
            raise ValidationError(_("Cette date n'est pas encore venue."))
        return audited_on

    def clean(self) -> dict[str, Any]:
        """As the database has it (statement_rests_on_an_audit), in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        state, rate = cleaned.get("conformity"), cleaned.get("rate")
        if state == Conformity.NONE:
            return cleaned
        for name in ("audited_on", "audited_by"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Cet état repose sur un audit : dites lequel."))
        if state == Conformity.FULL and rate != 100:
            self.add_error("rate", _("« Totalement conforme » veut dire 100 %."))
        if state == Conformity.PARTIAL and not (rate and 50 <= rate <= 99):
            self.add_error("rate", _("« Partiellement conforme » veut dire de 50 à 99 %."))
        return cleaned
