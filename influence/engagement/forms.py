from django import forms
from django.utils.translation import gettext_lazy as _

from influence.people.models import Department, Organisation


class EnrolmentForm(forms.Form):
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=_("Votre service"),
        empty_label=_("Choisissez un service"),
        error_messages={"required": _("Choisissez le service où vous travaillez."),
                        "invalid_choice": _("Ce service n'existe pas ici. Choisissez-en un dans la liste.")},
    )  # fmt: skip

    def __init__(self, *args: object, organisation: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        departments = self.fields["department"]
        assert isinstance(departments, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        departments.queryset = organisation.departments.all()
