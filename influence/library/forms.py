from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from influence.library.actions import ALT_TEXT_MOST
from influence.library.models import MediaFile
from influence.library.naming import LONGEST

ACCEPTED = ".jpg,.jpeg,.png,.gif,.pdf,.mp4,image/jpeg,image/png,image/gif,application/pdf,video/mp4"


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Each file is judged by its bytes, later, and alone: one bad file does not hold up the others."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class UploadForm(forms.Form):
    files = FilesField(
        label=_("Fichiers"),
        help_text=_(
            "Images JPEG, PNG ou GIF, documents PDF, vidéos MP4 ; plusieurs à la fois si vous voulez. "
            "Enregistrez d'abord en JPEG ou en MP4 les photos HEIC et les vidéos MOV d'un téléphone."
        ),
        widget=Files(attrs={"accept": ACCEPTED}),
    )
    checked = forms.BooleanField(
        label=_("J'ai vérifié cette liste pour chacun des fichiers."),
        error_messages={
            "required": _("Vérifiez la liste, puis cochez la case : votre nom reste avec les fichiers.")
        },
    )


class DescribeForm(forms.Form):
    """The alternative text is of images; the network takes none for the others."""

    name = forms.CharField(label=_("Nom"), max_length=LONGEST)
    alt_text = forms.CharField(
        label=_("Texte de remplacement"),
        required=False,
        max_length=ALT_TEXT_MOST,
        help_text=_(
            "Ce que l'image montre et qui compte pour la publication, en une phrase de 120 caractères environ, comme au "
            "téléphone. Ni « image de », ni le nom du fichier ; le texte qui figure dans l'image en fait partie."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "alt-count"}),
    )

    def __init__(self, *args: Any, file: MediaFile) -> None:
        super().__init__(*args, initial={"name": file.name, "alt_text": file.alt_text})
        if not file.is_image:
            del self.fields["alt_text"]
