from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.accounts.models import Account
from influence.analytics import words
from influence.analytics.metrics import Role
from influence.analytics.models import AnalyticsFile
from influence.analytics.reading.cells import Order
from influence.analytics.reading.faults import Fault
from influence.analytics.reading.layout import How, What
from influence.analytics.reading.limits import MOST_BYTES

# A file of a stranger may have hundreds of columns: nobody names them all.
MOST_ASKED = 40


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, account: Any) -> str:
        if account.kind == "page":
            return _now("Page %(page)s (%(leader)s)") % {
                "page": account.author_name,
                "leader": account.leader.name,
            }
        return str(account.leader.name)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier exporté de LinkedIn"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    account = AccountField(
        label=_("De quel compte ?"), queryset=None, required=False, empty_label=_("Le reconnaître dans le fichier")
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        """What is inside is told on the next page."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            facts = {"limit": MOST_BYTES // 1_000_000}
            raise forms.ValidationError(words.fault({"fault": Fault.TOO_BIG, "facts": facts}))
        if not file.size:
            raise forms.ValidationError(words.fault({"fault": Fault.EMPTY, "facts": {}}))
        return file


class ConfirmForm(forms.Form):
    account = AccountField(label=_("Compte"), queryset=None, empty_label=_("Choisir un compte"))

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]


class MeaningForm(forms.Form):
    """One select for each column that we do not know, or know by its place only."""

    order = forms.ChoiceField(
        label=_("Dates du fichier"), required=False,
        choices=[("", _("Les reconnaître")), (Order.DAY, _("jour/mois/année")), (Order.MONTH, _("mois/jour/année"))],
    )  # fmt: skip

    def __init__(self, *args: Any, file: AnalyticsFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("order", file.day_order)
        self.asked = asked(file)
        for number, (sheet, column) in enumerate(self.asked):
            header, _key, meaning, _how = column
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=_now("%(sheet)s : « %(header)s »") % {"sheet": sheet["name"], "header": header},
                choices=words.choices(), initial=meaning if meaning in known() else Role.IGNORED, required=False,
            )  # fmt: skip

    def meanings(self) -> dict[tuple[str, str], str]:
        return {
            (sheet["key"], column[1]): self.cleaned_data[f"column{number}"] or Role.IGNORED
            for number, (sheet, column) in enumerate(self.asked)
        }


def known() -> set[str]:
    return {value for choice in words.choices() for value in flat(choice)}


def flat(choice: tuple[str, Any]) -> list[str]:
    return [value for value, _label in choice[1]] if isinstance(choice[1], list) else [choice[0]]


def asked(file: AnalyticsFile) -> list[tuple[dict[str, Any], list[str]]]:
    """Each name once in a sheet: two rankings side by side share theirs."""
    found = {
        (sheet["key"], column[1]): (sheet, column)
        for sheet in file.summary.get("sheets", ())
        if sheet["what"] != What.ASIDE
        for column in sheet["columns"]
        if column[1]
        and (column[3] in (How.UNKNOWN, How.PLACE) or sheet["what"] == What.UNKNOWN or column[3] == How.SAID)
    }
    return list(found.values())[:MOST_ASKED]
