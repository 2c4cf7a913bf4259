from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from influence.accounts import access, actions, consent, queries, words
from influence.accounts.models import Account
from influence.accounts.networks import linkedin, scopes_of, usual_app
from influence.accounts.refusals import ConnectionRefused
from influence.networks.errors import NetworkFailure
from influence.networks.linkedin.oauth import consent_refusal
from influence.people.access import own_leader
from influence.people.doors import MemberRequest, editors, leaders, members, open_to
from influence.people.models import Role


@require_safe
@open_to(Role.LEADER, Role.EDITOR, Role.OPERATOR)
def accounts(request: MemberRequest) -> HttpResponse:
    if request.member.is_leader:
        actions.account_for(own_leader(request.member))
    now = timezone.now()
    page = {
        "cards": queries.cards(access.accounts_for(request.member), now=now),
        "modes": words.MODES, "capabilities": words.CAPABILITIES, "problem": words.problem,
        "zone": request.member.organisation.zone,
    }  # fmt: skip
    return render(request, "pages/accounts/accounts.html", page)


@require_POST
@leaders
def account_connect(request: MemberRequest, pk: int) -> HttpResponse:
    account = access.own_account(request.member, pk)
    app = usual_app()
    state = consent.ask(request.session, account=account, app=app, user_id=request.user.pk, at=timezone.now())
    address = linkedin(app=app).authorize_url(state=state, scopes=scopes_of(app))
    return HttpResponseRedirect(address)


@require_GET
def account_callback(request: HttpRequest) -> HttpResponse:
    """A GET that changes something, as OAuth has it: the state makes sure that this browser asked for it."""
    if not request.user.is_authenticated:
        # Not the whole address: it carries the code.
        return redirect_to_login(reverse("accounts"))
    return came_back(request)


@members
def came_back(request: MemberRequest) -> HttpResponse:
    try:
        account = connect(request)
    except ConnectionRefused as refusal:
        messages.error(request, words.refused(refusal))
    except NetworkFailure as failure:
        messages.error(request, words.failed(failure))
    else:
        said = _("Le compte est connecté au profil LinkedIn de %(name)s.") % {"name": account.author_name}
        messages.success(request, said)
    return redirect("accounts")


def connect(request: MemberRequest) -> Account:
    now, answer = timezone.now(), request.GET
    asked = consent.answered(request.session, state=answer.get("state", ""), user_id=request.user.pk, at=now)
    account = access.own_account(request.member, asked.account)
    if answer.get("error") or not answer.get("code"):
        raise consent_refusal(
            answer.get("error", "code_missing"), description=answer.get("error_description", "")
        )
    grant, identity = actions.ask_who(app=asked.app, code=answer["code"])
    actions.connect(account, app=asked.app, grant=grant, identity=identity, by=request.user, at=now)
    return account


@require_POST
@members
def account_disconnect(request: MemberRequest, pk: int) -> HttpResponse:
    account = access.account_to_disconnect(request.member, pk)
    if actions.disconnect(account, by=request.user, at=timezone.now()):
        messages.success(request, _("Le compte est déconnecté : l'autorisation a été effacée."))
    else:
        messages.info(request, _("Le compte n'était pas connecté."))
    return redirect("accounts")


@require_POST
@editors
def account_remind(request: MemberRequest, pk: int) -> HttpResponse:
    account = access.account_for(request.member, pk)
    if actions.remind(account, by=request.user, at=timezone.now()):
        messages.success(request, _("Un courrier part vers %(leader)s.") % {"leader": account.leader})
    else:
        messages.info(request, _("Un rappel a déjà été envoyé aujourd'hui."))
    return redirect("accounts")
