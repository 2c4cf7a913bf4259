from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.people.models import Codir, Department, Language, Leader, Organisation, Role, User

# domain.md §3.4: a group smaller than this would point at somebody.
FLOOR = 5


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    min_members = forms.IntegerField(
        label=_("Inscrits au moins, pour montrer un service"), min_value=FLOOR, max_value=10_000,
        help_text=_("Les chiffres d'un service plus petit ne sont jamais montrés. Cinq est le minimum possible."),
    )  # fmt: skip
    min_persons = forms.IntegerField(
        label=_("Personnes engagées au moins, pour montrer un service"), min_value=FLOOR, max_value=10_000
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "zone",
            "language",
            "linkedin_region",
            "works_council_on",
            "works_council_reference",
            "min_members",
            "min_persons",
        ]
        widgets = {"works_council_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "zone": _("Par exemple Europe/Paris. Les rapports du mois partent à l'heure de ce fuseau."),
            "works_council_on": _("Les collaborateurs ne peuvent s'inscrire qu'une fois le CSE consulté."),
            "works_council_reference": _("Par exemple : procès-verbal du 15 janvier 2026, point 4."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("works_council_on")) != bool(cleaned.get("works_council_reference")):
            self.add_error(
                "works_council_reference", _("Il faut la date et la référence, ou aucune des deux.")
            )
        return cleaned


class NameForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=200)


class DepartmentForm(NameForm):
    headcount = forms.IntegerField(
        label=_("Effectif"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("Nombre de collaborateurs du service."),
    )


class MemberForm(forms.Form):
    """A leader is added with their function and department, on a page of their own."""

    name = forms.CharField(label=_("Nom"), max_length=150)
    email = forms.EmailField(label=_("Adresse électronique"))
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[(role.value, role.label) for role in (Role.EDITOR, Role.READER, Role.OPERATOR)],
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)


class LeaderForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Leader
        fields = ["name", "function", "codir", "department", "zone", "language", "posts_per_month"]
        labels = {"codir": _("CoDir"), "department": _("Service")}
        help_texts = {"posts_per_month": _("Le rythme sur lequel vous vous êtes mis d'accord.")}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codir"].queryset = Codir.objects.filter(organisation=organisation).order_by("name")  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(organisation=organisation)  # type: ignore[attr-defined]


class NewLeaderForm(LeaderForm):
    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Une invitation part à cette adresse, avec un lien pour choisir un mot de passe."),
    )

    field_order = ["name", "email"]


class KnownLeaderForm(LeaderForm):
    is_active = forms.BooleanField(
        label=_("Prend la parole"),
        required=False,
        help_text=_("Décoché : plus rien n'est mis en ligne à son nom."),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(
        label=_("Langue"), choices=Language.choices, help_text=_("Celle des pages et des courriers.")
    )

    class Meta:
        model = User
        fields = ["name", "language", "phrase", "quiet_from", "quiet_until"]
        widgets = {
            "phrase": forms.TextInput(attrs={"autocomplete": "off"}),
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "phrase": _(
                "Quelques mots connus de vous seul. Chaque courrier qui vous demande une décision les répète : un courrier qui ne les a pas ne vient pas de nous."
            ),
            "quiet_from": _(
                "Les courriers arrivent ensuite, sauf ceux qui ne peuvent pas attendre : la dernière relance avant un créneau, une panne, votre sécurité."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (begins is None) != (ends is None) and not self.errors:
            self.add_error(
                "quiet_until" if ends is None else "quiet_from", _("Il faut les deux heures, ou aucune.")
            )
        return cleaned


class ChoiceForm(forms.Form):
    organisation = forms.IntegerField(min_value=1)
