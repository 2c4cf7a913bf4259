"""The files on the composer's desk: chosen from the library or brought along, put in order, described. Nothing is kept
in a post until the form is saved; a file that was brought is in the library at once.

Buttons, by `do`: search, upload, pick (what is ticked joins the chosen ones), up:…, down:…, drop:… (a sha256)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from influence.editorial.beside import Exhibit
from influence.editorial.forms_attachments import JoinForm, as_kept
from influence.editorial.models import Version
from influence.editorial.voices import pages
from influence.library import actions as library
from influence.library import words
from influence.library.access import library_for
from influence.library.models import MediaFile
from influence.library.queries import files_of, matching
from influence.library.refusals import NotTaken
from influence.library.uploads import FILE_MOST, overlong
from influence.networks.media import Kind
from influence.people.doors import MemberRequest
from influence.people.models import Leader

# So many recent files are offered; the others are found by name.
SHELF = 12
# Images for a thumbnail, in a list.
PICTURES = 60
ENDINGS = {
    Kind.IMAGE: "image/jpeg,image/png,image/gif",
    Kind.DOCUMENT: "application/pdf",
    Kind.VIDEO: "video/mp4",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass
class Tray:
    """`files` in the order of readers, of every kind: what is joined is those of the kind that the form names."""

    files: list[Exhibit] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    searched: dict[str, str] = field(default_factory=dict)
    # The kind of what was just brought along: that is what the person wants to join.
    brought: str = ""

    def of(self, kind: str) -> list[Exhibit]:
        """What has left the library is shown with any kind: it can only be taken away."""
        return [one for one in self.files if one.kind in (kind, "")]

    def check(self, kind: str) -> None:
        """Whoever says "images" and shows none has forgotten something: a post must not go out without them unseen."""
        if kind in set(Kind) and not self.of(kind) and not self.problems:
            self.problems.append(_("Choisissez au moins un fichier, ou « Rien »."))

    def media(self, kind: str) -> list[dict[str, str]]:
        if kind not in set(Kind):
            return []
        names = ("sha256", "alt_text", "title")
        return [{name: getattr(one, name) for name in names} for one in self.of(kind)]


def tray(request: MemberRequest, *, version: Version | None = None) -> Tray:
    """What lies on the desk: as the form sent it, else as the version has it."""
    if request.method != "POST":
        media = version.media if version else []
        return Tray(files=exhibits(request, [part["sha256"] for part in media], media))
    brought, problems = received(request)
    found = exhibits(request, chosen(request, brought), as_typed(request))
    ordered = rearranged(found, str(request.POST.get("do", "")))
    searched = {kind: request.POST.get(f"words-{kind}", "")[:100] for kind in Kind}
    kind = brought[-1].kind if brought else ""
    return Tray(files=ordered, problems=problems, searched=searched, brought=kind)


def chosen(request: MemberRequest, brought: Sequence[MediaFile]) -> list[str]:
    """A second document or video takes the place of the first; images join the others."""
    ticked = {kind: request.POST.getlist(f"pick-{kind}") for kind in Kind}
    for one in brought:
        ticked[Kind(one.kind)].append(one.sha256)
    kinds = {sha256: kind for kind, names in ticked.items() for sha256 in names}
    single = {kind: ticked[kind][-1] for kind in (Kind.DOCUMENT, Kind.VIDEO) if ticked[kind]}
    before = request.POST.getlist("media")
    olds = {one.sha256: one.kind for one in exhibits(request, before, []) if one.file}
    stay = [name for name in before if olds.get(name) not in single]
    return list(dict.fromkeys([*stay, *(name for name in kinds if single.get(kinds[name], name) == name)]))


def as_typed(request: MemberRequest) -> list[dict[str, str]]:
    """The words of each file that the form carried."""
    return [
        {
            "sha256": name,
            "alt_text": request.POST.get(f"alt-{name}", ""),
            "title": request.POST.get(f"title-{name}", ""),
        }
        for name in request.POST.getlist("media")
    ]


def exhibits(
    request: MemberRequest, names: Sequence[str], typed: Sequence[Mapping[str, str]]
) -> list[Exhibit]:
    """A file that comes new to the desk brings the words that the library has for it."""
    names = [name for name in names if _SHA256.fullmatch(name)]
    files = files_of(request.member.organisation_id, names) if names else {}
    said = {part["sha256"]: part for part in typed}
    return [
        Exhibit(name, file=files.get(name), **worded(said.get(name), file=files.get(name))) for name in names
    ]


def worded(part: Mapping[str, str] | None, *, file: MediaFile | None) -> dict[str, str]:
    if part is not None:
        return {"alt_text": part.get("alt_text", ""), "title": part.get("title", "")}
    return {"alt_text": file.alt_text if file and file.is_image else "", "title": ""}


def rearranged(files: list[Exhibit], do: str) -> list[Exhibit]:
    """Up and down go past the neighbour of the same kind."""
    verb, _colon, name = do.partition(":")
    place = next((n for n, one in enumerate(files) if one.sha256 == name), None)
    if place is None or verb not in ("up", "down", "drop"):
        return files
    if verb == "drop":
        return [one for one in files if one.sha256 != name]
    beyond = range(place - 1, -1, -1) if verb == "up" else range(place + 1, len(files))
    if (other := next((n for n in beyond if files[n].kind == files[place].kind), None)) is not None:
        files[place], files[other] = files[other], files[place]
    return files


def received(request: MemberRequest) -> tuple[list[MediaFile], list[str]]:
    """Files that came with the form go to the library; those that it does not take are named, each with the limit."""
    files = [file for file in request.FILES.getlist("upload") if file]
    problems = [
        _("%(name)s : %(value)s") % {"name": name, "value": words.too_large(FILE_MOST)}
        for name in overlong(request)
    ]
    if files and not request.POST.get("checked"):
        return [], [
            *problems,
            _("Vérifiez la liste, puis cochez la case : votre nom reste avec les fichiers."),
        ]
    kept = []
    for file in files:
        try:
            kept.append(
                library.keep(
                    file.file,
                    name=file.name or "",
                    organisation=request.member.organisation,
                    by=request.user,
                    at=timezone.now(),
                    checked=True,
                )
            )
        except NotTaken as refusal:
            problems.append(_("%(name)s : %(value)s") % {"name": refusal.name, "value": refusal})
    return kept, problems


def join_form(
    request: MemberRequest,
    on: Tray,
    *,
    bound: bool,
    leader: Leader | None = None,
    version: Version | None = None,
) -> JoinForm:
    """Bound where the person saves; else what was typed, or what is kept, to be gone on with."""
    given = {
        "pages": pages(request.member.organisation, leader=leader),
        "images": pictures(request, version=version),
    }
    if bound:
        return JoinForm(request.POST, **given)
    kind = next((one.kind for one in on.files if one.kind), Kind.IMAGE if on.files else "")
    initial = as_kept(version, kind=kind) if version else {}
    turned = {"joined": on.brought} if on.brought else {}
    return JoinForm(initial=initial | request.POST.dict() | turned, **given)


def pictures(request: MemberRequest, *, version: Version | None) -> list[MediaFile]:
    """The newest, and the one that is chosen already, however old."""
    newest = list(matching(library_for(request.member), kind=Kind.IMAGE)[:PICTURES])
    chosen = [request.POST.get("thumbnail", ""), version.card.get("thumbnail", "") if version else ""]
    missing = {name for name in chosen if _SHA256.fullmatch(name)} - {one.sha256 for one in newest}
    older = files_of(request.member.organisation_id, missing) if missing else {}
    return newest + [one for one in older.values() if one.is_image]


def shelves(request: MemberRequest, on: Tray) -> dict[str, Any]:
    """What the page needs to offer more files."""
    files = library_for(request.member)
    taken = [one.sha256 for one in on.files]
    offered = {
        kind: list(
            matching(files, kind=kind, words=on.searched.get(kind, "")).exclude(sha256__in=taken)[:SHELF]
        )
        for kind in Kind
    }
    return {
        "tray": on, "shelves": offered, "file_facts": words.facts, "checklist": words.CHECKLIST, "endings": ENDINGS,
        "most_shown": SHELF,
    }  # fmt: skip
