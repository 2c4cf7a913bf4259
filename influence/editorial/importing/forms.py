from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from influence.editorial.importing.faults import MOST_BYTES, Fault, Kind
from influence.editorial.importing.words import fault


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV ou XLSX"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """What is inside is told on the next page, line by line."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(fault(Fault(Kind.TOO_BIG, facts={"limit": MOST_BYTES // 1_000_000})))
        return file
