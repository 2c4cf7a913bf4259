import structlog
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from influence.accounts import access, actions, consent, pages, queries, words
from influence.accounts.models import Account, AccountKind, App
from influence.accounts.networks import apps, linkedin, scopes_of, usual_app
from influence.accounts.refusals import ConnectionRefused, NoApp
from influence.networks.errors import NetworkFailure, Unauthorised
from influence.networks.linkedin.oauth import consent_refusal
from influence.people.access import own_leader
from influence.people.doors import MemberRequest, editors, leaders, members, open_to
from influence.people.models import Role

log = structlog.get_logger(__name__)


@require_safe
@open_to(Role.LEADER, Role.EDITOR, Role.OPERATOR)
def accounts(request: MemberRequest) -> HttpResponse:
    member = request.member
    cards = queries.cards(
        access.accounts_for(member), now=timezone.now(), unconnected=access.unconnected_for(member)
    )
    page = {
        "cards": cards, "apps": apps(), "usual": usual_app(), "zone": member.organisation.zone,
        "words": words,
    }  # fmt: skip
    return render(request, "pages/accounts/accounts.html", page)


@require_POST
@leaders
def account_connect(request: MemberRequest, pk: int) -> HttpResponse:
    return lead_out(request, access.own_profile(request.member, pk))


@require_POST
@leaders
def account_begin(request: MemberRequest) -> HttpResponse:
    """For a leader of whom there is no account yet."""
    return lead_out(request, actions.account_for(own_leader(request.member)))


def lead_out(request: MemberRequest, account: Account) -> HttpResponse:
    """To the network's page of consent, for the app that was chosen."""
    if not apps():
        return refused(request, NoApp())
    chosen = request.POST.get("app", "")
    app = App(chosen) if chosen in apps() else usual_app()
    state = consent.ask(request.session, account=account, app=app, user_id=request.user.pk, at=timezone.now())
    return HttpResponseRedirect(linkedin(app=app).authorize_url(state=state, scopes=scopes_of(app)))


def refused(request: HttpRequest, refusal: ConnectionRefused | NetworkFailure) -> HttpResponse:
    if isinstance(refusal, ConnectionRefused):
        messages.error(request, words.refused(refusal))
    else:
        log.warning("account.not_asked", **refusal.facts())
        messages.error(request, words.failed(refusal))
    return redirect("accounts")


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
    except (ConnectionRefused, NetworkFailure) as refusal:
        return refused(request, refusal)
    said = _("Le compte est connecté au profil LinkedIn de %(name)s.") % {"name": account.author_name}
    messages.success(request, said)
    return redirect("accounts")


def connect(request: MemberRequest) -> Account:
    now, answer = timezone.now(), request.GET
    asked = consent.answered(request.session, state=answer.get("state", ""), user_id=request.user.pk, at=now)
    account = access.own_profile(request.member, asked.account)
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
    is_page = account.kind == AccountKind.PAGE
    end = pages.remove_page if is_page else actions.disconnect
    if not end(account, by=request.user, at=timezone.now()):
        messages.info(request, _("Le compte n'était pas connecté."))
    elif is_page:
        messages.success(request, _("La page est retirée : rien n'y sera plus mis en ligne."))
    else:
        messages.success(request, _("Le compte est déconnecté : l'autorisation a été effacée."))
    return redirect("accounts")


@require_POST
@editors
def account_remind(request: MemberRequest, pk: int) -> HttpResponse:
    return remind(request, access.profile_to_remind(request.member, pk))


@require_POST
@editors
def account_invite(request: MemberRequest, pk: int) -> HttpResponse:
    """A leader of whom there is no account yet is asked to connect one."""
    return remind(request, actions.account_for(access.leader_to_invite(request.member, pk)))


def remind(request: MemberRequest, account: Account) -> HttpResponse:
    if actions.remind(account, by=request.user, at=timezone.now()):
        messages.success(request, _("Un courrier part vers %(leader)s.") % {"leader": account.leader})
    else:
        messages.info(request, _("Un rappel a déjà été envoyé aujourd'hui."))
    return redirect("accounts")


@require_http_methods(["GET", "HEAD", "POST"])
@leaders
def account_pages(request: MemberRequest, pk: int) -> HttpResponse:
    """The pages that the leader administers, as the network says now; one is added by naming it."""
    profile = access.own_profile(request.member, pk)
    try:
        if request.method == "POST":
            return page_added(request, profile)
        offers = pages.offers(profile)
    except Unauthorised as refusal:
        actions.token_refused(profile, refusal, at=timezone.now())
        return refused(request, refusal)
    except (ConnectionRefused, NetworkFailure) as refusal:
        return refused(request, refusal)
    return render(request, "pages/accounts/pages.html", {"account": profile, "offers": offers})


def page_added(request: MemberRequest, profile: Account) -> HttpResponse:
    added = pages.add_page(
        profile, organisation_urn=request.POST.get("page", ""), by=request.user, at=timezone.now()
    )
    said = _("La page %(page)s est ajoutée. Chaque publication y attendra votre approbation.")
    messages.success(request, said % {"page": added.author_name})
    return redirect("accounts")
