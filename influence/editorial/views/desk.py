"""What lies on the composer's desk while somebody writes: for one post, or for several voices."""

from dataclasses import dataclass, field
from typing import Any

from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate
from influence.editorial.forms import TextForm
from influence.editorial.forms_attachments import JoinForm
from influence.editorial.models import Post, Slot, Version
from influence.editorial.views.attachments import Tray, join_form, tray
from influence.editorial.views.drafts import FieldsForm, chosen, text_of, titles
from influence.people.doors import MemberRequest
from influence.people.models import Leader

SAVING = ("save", "submit")


@dataclass
class Desk:
    """What lies on the composer's desk: the form, the fields of the chosen template, what goes with the text, and who
    is written for."""

    form: TextForm
    join: JoinForm
    tray: Tray
    template: PostTemplate | None = None
    sheet: FieldsForm | None = None
    post: Post | None = None
    leader: Leader | None = None
    slot: Slot | None = None
    context: dict[str, Any] = field(default_factory=dict)
    # Seen where a save came back to the page.
    is_turned_down: bool = False

    def text(self) -> str | None:
        """What would be kept; None when the template cannot be rendered, which its fields then say."""
        if self.sheet is None or self.template is None:
            return str(self.form.cleaned_data["text"])
        leader = self.leader or self.form.cleaned_data["leader"]
        try:
            return text_of(self.template, given=self.sheet.given(), leader=leader, slot=self.slot)
        except DraftingError as error:
            self.sheet.blame(error)
            return None

    def is_fit(self) -> bool:
        """Everything is asked, so that every problem is said at once."""
        self.is_turned_down = True
        self.tray.check(self.join.chosen)
        return all([self.form.is_valid(), self.join.is_valid(), not self.tray.problems])


def offers(request: MemberRequest, *, language: str, using: str = "") -> dict[str, Any]:
    organisation = request.member.organisation
    return {
        "organisation": organisation,
        "templates": titles(language, organisation=organisation, using=using),
    }


def doing(request: MemberRequest) -> str:
    return request.POST.get("do", "save") if request.method == "POST" else ""


def typed(request: MemberRequest) -> dict[str, Any]:
    """What a box that was emptied says is not in the request."""
    if request.method != "POST":
        return {}
    return request.POST.dict() | {"is_undated": "is_undated" in request.POST}


def laid_out(
    request: MemberRequest,
    form: TextForm,
    *,
    language: str,
    leader: Leader | None = None,
    version: Version | None = None,
) -> Desk:
    on = tray(request, version=version)
    join = join_form(request, on, bound=doing(request) in SAVING, leader=leader, version=version)
    desk = Desk(form=form, join=join, tray=on, leader=leader)
    slug = request.POST.get("template", version.template if version else "")
    using = version.template if version else ""
    desk.template = chosen(slug, language=language, organisation=request.member.organisation, using=using)
    if desk.template is not None:
        data = request.POST if request.method == "POST" else None
        fields = version.fields if version and version.template == slug else {}
        desk.sheet = FieldsForm(desk.template, data, given=fields)
    return desk
