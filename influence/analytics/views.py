"""Figures from LinkedIn's own export files: choose a file, see what a worker found in it, then import it. The file travels
once; between the steps it is known by an id."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.accounts.models import Account
from influence.analytics import access, actions, queries, words
from influence.analytics.forms import ConfirmForm, MeaningForm, UploadForm
from influence.analytics.models import AnalyticsFile, FileState
from influence.analytics.refusals import AlreadyImported, Refusal
from influence.people.doors import MemberRequest, open_to
from influence.people.models import Role

# Imports are many over the years; the page shows the last ones.
MOST_FILES = 100

speakers = open_to(Role.LEADER, Role.EDITOR, Role.OPERATOR)


@require_safe
@speakers
def analytics(request: MemberRequest) -> HttpResponse:
    page = {
        "files": access.files_for(request.member)[:MOST_FILES],
        "accounts": access.accounts(request.member),
        "chips": words.CHIPS,
        "zone": request.member.organisation.zone,
    }
    return render(request, "pages/analytics/imports.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@speakers
def analytics_upload(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, accounts=access.accounts(request.member))
    if request.method == "POST" and form.is_valid():
        # A leader who publishes by hand has figures too, and may have no account here yet.
        actions.open_accounts(access.leaders_without_account(request.member))
        file = form.cleaned_data["file"]
        try:
            kept = actions.keep_upload(
                file.read(), name=file.name or "", organisation=request.member.organisation, by=request.user,
                at=timezone.now(), account=form.cleaned_data["account"],
            )  # fmt: skip
        except AlreadyImported as refusal:
            messages.info(request, str(refusal))
            return redirect("analytics")
        return redirect("analytics_file", kept.pk)
    return render(request, "pages/analytics/upload.html", {"form": form})


@require_safe
@speakers
def analytics_file(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.file_for(request.member, pk)
    return render(request, "pages/analytics/file.html", sight(request, file))


def sight(request: MemberRequest, file: AnalyticsFile) -> dict[str, Any]:
    page: dict[str, Any] = {
        "file": file, "chips": words.CHIPS, "what": words.SHEETS, "meaning": words.meaning, "wrong": words.wrong,
        "zone": request.member.organisation.zone,
    }  # fmt: skip
    if file.state == FileState.UNREADABLE:
        page["fault"] = words.fault(file.summary)
    if file.state == FileState.CHECKED:
        account = queries.guess(file, access.accounts(request.member))
        page |= {
            "account": account,
            "form": ConfirmForm(accounts=access.accounts(request.member), initial={"account": account}),
            "meanings": MeaningForm(file=file),
            "overlap": queries.overlap(file, account=account) if account else None,
            "counts": queries.counts(file),
        }
    return page


@require_POST
@speakers
def analytics_columns(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.file_for(request.member, pk)
    form = MeaningForm(request.POST, file=file)
    if form.is_valid():
        try:
            actions.say_meanings(
                file, form.meanings(), order=form.cleaned_data["order"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Ces réponses ne vont pas avec ce fichier : choisissez de nouveau."))
    return redirect("analytics_file", pk)


@require_POST
@speakers
def analytics_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.file_for(request.member, pk)
    form = ConfirmForm(request.POST, accounts=access.accounts(request.member))
    if not form.is_valid():
        messages.error(request, _("Choisissez le compte dont ce fichier donne les chiffres."))
        return redirect("analytics_file", pk)
    account: Account = form.cleaned_data["account"]
    try:
        actions.confirm(file, account=account, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("analytics_file", pk)
    messages.success(request, _("Les chiffres sont importés."))
    return redirect("analytics_figures", account.pk)


@require_POST
@speakers
def analytics_undo(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.file_for(request.member, pk)
    try:
        actions.undo(file, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L'import est annulé : ses chiffres ne comptent plus."))
    return redirect("analytics_file", pk)


@require_POST
@speakers
def analytics_forget(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.file_for(request.member, pk)
    try:
        actions.forget(file, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("analytics_file", pk)
    messages.success(request, _("Le fichier est oublié : rien n'en a été importé."))
    return redirect("analytics")


@require_safe
@speakers
def analytics_figures(request: MemberRequest, pk: int) -> HttpResponse:
    account = access.account_for(request.member, pk)
    page = {
        "account": account,
        "months": queries.months(account),
        "periods": queries.periods(account),
        "posts": queries.posts(account),
        "audiences": queries.audiences(account),
        "metrics": words.METRICS,
        "zone": request.member.organisation.zone,
    }
    return render(request, "pages/analytics/figures.html", page)
