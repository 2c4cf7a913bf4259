"""Every page of the product, who comes to it and how: what the walks for accessibility go through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page

from influence.home.stopping import stop_address
from influence.library.actions import keep
from influence.people.invitations import password_key
from influence.people.models import User
from influence.practices import actions as actions_of_practices
from influence.publishing.models import Publication
from tests.browser import going_out
from tests.browser.figures import files_of, page_account
from tests.browser.lived_in import Lived
from tests.campaigns.stories import running
from tests.drafting.test_own_templates import SOURCE, written
from tests.editorial.stories import announced, every_tuesday, typed
from tests.makers import PASSWORD
from tests.networks.files import pdf, png
from tests.practices.test_practices import starred
from tests.remarks.test_threads import begun
from tests.watch.makers import idea, source

# Addresses that change something, or that are for machines: there is no page to look at.
NO_PAGES = frozenset(
    """recurrence_day recurrence_end alive ready metrics choose_language choose_organisation member_invite member_remove message_retry account_connect
    account_begin account_invite breaker_retry
    account_disconnect account_remind account_callback import_example completions unsaved_keep unsaved_offers unsaved_drop calendar_undo export_file feed feed_revoke idea_keep idea_dismiss idea_take_back source_stop source_resume source_hurry post_preview template_preview template_restore template_retire template_bring_back post_media decide_media approval_media post_submit post_withdraw post_restore
    freeze_place freeze_rehearse freeze_ask_release freeze_keep freeze_release publication_confirm
    campaign_close campaign_reopen campaign_gather campaign_release milestone_tick milestone_drop
    waiver_withdraw period_cancel embargo_confirm embargo_check embargo_drop
    second_approval_media topics_usual topic_stop topic_resume
    mandate_revoke practice_unstar practice_answer practice_withdraw thread_resolve thread_reopen remark_withdraw
    take_back note_seen put_off take_up undo_answer mfa_login_webauthn forget_device approval_code approval_prove approval_renew publication_live publication_absent
    publication_again publication_there publication_gone
    linkedin_notices media_bytes media_confirm publication_hurry publication_withdraw publication_file comment_made comment_again
    analytics_columns analytics_confirm analytics_undo analytics_forget correction_approve correction_refuse change_drop change_done enrolment_leave_by_sign_in edition_pdf edition_picture""".split()
)
# Without a sign-in: on a browser that proved a code, or on any.
DEVICE, NOBODY = "device", "nobody"
GOOD_CSV = (
    "date;heure;dirigeant;pilier;texte\n14/07/2026;08:30;Claire Martin;Transformation;Une idée simple.\n"
)
BAD_CSV = (
    "date;heure;dirigeant;pilier;texte\n"
    "31/02/2026;08:30;Claire Martin;Transformation;Une idée.\n"
    "14/07/2026;08:30;Clara Martin;Qualité;Une autre idée.\n"
)

POSTS = (
    "draft",
    "in_review",
    "returned",
    "replaced",
    "refused",
    "missed",
    "scheduled",
    "failed",
    "withdrawn",
)

# What may go with a text.
CONTENTS = ("images", "document", "video", "poll", "article", "reshare")

Go = Callable[[Page], object]
Step = tuple[str, str, Go]


@dataclass(frozen=True)
class Place:
    """`name` is the address's name, or says what stands there instead of a page of its own."""

    name: str
    note: str
    who: User | str
    go: Go

    def __str__(self) -> str:
        return f"{self.name} ({self.note or '-'}) as {self.who}"


def at(name: str, *args: object, query: str = "") -> Go:
    return to(reverse(name, args=args) + query)


def to(address: str) -> Go:
    return lambda page: page.goto(address)


def then(*acts: Go) -> Go:
    def gone(page: Page) -> None:
        for act in acts:
            act(page)

    return gone


def press(selector: str) -> Go:
    """A form's button, whatever the language calls it."""

    def pressed(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).first.click()

    return pressed


def type_in(selector: str, words: str) -> Go:
    return lambda page: page.locator(selector).fill(words)


def pick(selector: str, **what: object) -> Go:
    return lambda page: page.locator(selector).select_option(**what)


def choose_template(page: Page) -> None:
    with page.expect_navigation():
        page.locator("select[name=template]").select_option(index=1)


def upload(content: str) -> Go:
    file = {"name": "calendrier.csv", "mimeType": "text/csv", "buffer": content.encode()}
    chosen = [at("import_calendar"), lambda page: page.locator("input[type=file]").set_input_files(file)]
    return then(*chosen, press("main form button"))


def refused_file(page: Page) -> None:
    """The script puts the answer in the place of the form."""
    at("media_upload")(page)
    files = [
        {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": pdf(312)},
        {"name": "mur.png", "mimeType": "image/png", "buffer": png()},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.locator("input[name=checked]").check()
    page.locator("form[data-upload] button.primary").click()
    page.locator(".refused").wait_for()


def enrolled(slug: str) -> Go:
    """By LinkedIn's own page, as a member whom the sandbox knows."""
    chosen = [
        at("enrolment", slug),
        pick("select[name=department]", index=1),
        press("main form button.primary"),
    ]
    return then(*chosen, pick("select[name=member]", index=0), press("button[value=approve]"))


def of_nobody(lived: Lived) -> Iterator[Step]:
    slug = lived.home.organisation.slug
    uid, key = password_key(lived.home.remi)
    refused = [
        type_in("input[name=login]", "nobody@saint-luc.example"),
        type_in("input[name=password]", "not the one"),
    ]
    yield "account_login", "", at("account_login")
    yield "account_login", "refused", then(at("account_login"), *refused, press("main form button"))
    yield "account_inactive", "", at("account_inactive")
    yield "account_reset_password", "", at("account_reset_password")
    yield "account_reset_password_done", "", at("account_reset_password_done")
    yield "account_reset_password_from_key", "good", at("account_reset_password_from_key", uid, key)
    yield "account_reset_password_from_key", "bad", at("account_reset_password_from_key", uid, "x-y")
    yield "account_reset_password_from_key_done", "", at("account_reset_password_from_key_done")
    yield "accessibility", "", at("accessibility")
    yield "accessibility_of", "", at("accessibility_of", slug)
    yield "enrolment", "", at("enrolment", slug)
    yield "enrolment", "nothing chosen", then(at("enrolment", slug), press("main form button.primary"))
    yield "enrolment_callback", "lost", at("enrolment_callback")
    yield "enrolment_done", "", enrolled(slug)
    yield "enrolment_leave", "", at("enrolment_leave", lived.leave_key)
    yield "enrolment_leave", "left", then(at("enrolment_leave", "nobody's"), press("main form button"))
    yield "not found", "", to("/nulle-part/")
    for note, locator in lived.links.items():
        yield "approval_link", note, at("approval_link", locator)
    code = then(at("approval_link", lived.links["asked"]), press("form[action$='/code/'] button"))
    yield "approval_link", "code asked for", code
    yield (
        "approval_link",
        "wrong code",
        then(code, type_in("#code", "12"), press("form[action$='/verifier/'] button")),
    )
    yield "approval_link", "unknown", at("approval_link", "x" * 43)


def of_a_device(lived: Lived) -> Iterator[Step]:
    yield "approval_link", "known", at("approval_link", lived.links["open"])
    yield "queue", "known", at("queue")


def of_the_leader(lived: Lived) -> Iterator[Step]:
    yield "queue", "", at("queue")
    yield "my_page", "", at("my_page")
    yield "site_map", "", at("site_map")
    yield "decide", "", at("decide", lived.posts["open"].pk)
    yield "reword", "", at("reword", lived.posts["open"].pk)
    yield "reword", "looked at", then(at("reword", lived.posts["open"].pk), reworded)
    yield "account_reauthenticate", "", at("mfa_add_webauthn")
    yield "mfa_add_webauthn", "", then(at("mfa_add_webauthn"), proven)
    yield "mfa_list_webauthn", "", at("mfa_list_webauthn")
    for content in CONTENTS:
        yield "decide", content, at("decide", lived.posts[content].pk)
    yield "decide", "since", at("decide", lived.posts["replaced"].pk, query="?vue=1")
    yield "decide", "decided", at("decide", lived.posts["scheduled"].pk)
    yield "decide", "late", at("decide", lived.posts["late"].pk)
    yield "decide", "flagged", at("decide", lived.posts["flagged"].pk)
    yield "mandates", "none", at("mandates")
    yield "mandate_new", "", at("mandate_new")
    nobody = then(at("mandate_new"), unchecked, press("main form button.primary"))
    yield "mandate_new", "problems", nobody
    yield "decided_for", "", at("decided_for")
    yield "accounts", "mine", at("accounts")
    yield "account_pages", "", at("account_pages", lived.home.account.pk)
    yield "freezes", "mine", at("freezes")
    yield "publications", "mine", at("publications", query="?etat=tout")
    unclear = Publication.objects.filter(state="unclear", post__leader=lived.home.leader).latest("pk")
    yield "publication_answer", "unclear", at("publication_answer", unclear.pk)
    yield "publication_answer", "nothing to answer", at("publication_answer", going_out.untouched().pk)
    yield "publication", "by hand", at("publication", going_out.by_hand().pk)
    yield "publication", "corrected", at("publication", going_out.corrected().pk)
    yield "edition", "leader", at("edition", lived.edition("leader", of=lived.home.leader).pk)
    yield "report", "", at("report", lived.report.pk)


def reworded(page: Page) -> None:
    box = page.locator("textarea[name=text]")
    box.fill(box.input_value().replace("équipe", "équipe entière"))
    press("button[name=look]")(page)


def proven(page: Page) -> None:
    """What protects an account is changed after the password was given; it is not asked twice in a row."""
    if page.locator("main input[name=password]").count():
        type_in("main input[name=password]", PASSWORD)(page)
        press("main form button.primary")(page)


def passkey(of: User) -> Authenticator:
    made, _new = Authenticator.objects.get_or_create(
        user=of, type="webauthn", data={"name": "Mon téléphone", "credential": {}}
    )
    return made


def of_the_reader(lived: Lived) -> Iterator[Step]:
    yield "home", "", at("home")
    yield "mfa_list_webauthn", "one", at("mfa_list_webauthn")
    yield "mfa_remove_webauthn", "", then(at("mfa_remove_webauthn", passkey(lived.home.remi).pk), proven)
    yield "reports", "", at("reports")
    yield "edition", "codir", at("edition", lived.edition("codir").pk)
    yield "second_approvals", "", at("second_approvals")
    flagged = lived.posts["flagged"].pk
    yield "second_approval", "", at("second_approval", flagged)
    without_reason = then(unchecked_last, press("details form button"))
    yield "second_approval", "no reason", then(at("second_approval", flagged), without_reason)
    yield "calendar", "reader", at("calendar")
    yield "lines", "forbidden", at("lines")


def of_the_operator(lived: Lived) -> Iterator[Step]:
    home = lived.home
    yield "organisation", "", at("organisation")
    yield "organisation_edit", "", at("organisation_edit")
    yield "accessibility_edit", "", at("accessibility_edit")
    for name in ("codir_new", "department_new", "member_new", "leader_new"):
        yield name, "", at(name)
    yield "member_new", "problems", then(at("member_new"), unchecked, press("main form button"))
    yield "codir", "", at("codir", home.codir.pk)
    yield "department", "", at("department", home.department.pk)
    yield "member", "", at("member", home.member(home.remi).pk)
    yield "leader", "", at("leader", home.leader.pk)
    yield "messages_list", "", at("messages_list")
    yield "health", "", at("health")
    yield "policy", "changing", at("policy")
    yield "topics", "", at("topics")
    yield "topic_new", "", at("topic_new")
    yield "topic_new", "problems", then(at("topic_new"), unchecked, press("main form button"))
    yield "topic", "", at("topic", home.organisation.topics.first().pk)


def unchecked_last(page: Page) -> None:
    page.locator("main details").last.evaluate("one => one.open = true")
    page.locator("main form").last.evaluate("form => form.noValidate = true")


def tick_all(page: Page) -> None:
    for box in page.locator("input[name=leaders]").all():
        box.check()


def unchecked(page: Page) -> None:
    """Let the empty form go to the server, as an old browser would."""
    page.locator("main form").evaluate_all("forms => forms.forEach((form) => form.noValidate = true)")


def of_the_watch(lived: Lived) -> Iterator[Step]:
    noted, feed = idea(lived.home), source(lived.home)
    yield "watch", "", at("watch")
    yield "idea_draft", "", at("idea_draft", noted.pk, query=f"?dirigeant={lived.home.leader.pk}")
    yield "watch", "dismissed", then(at("watch"), press("main li form:nth-of-type(2) button"))
    yield "sources", "", at("sources")
    yield "source", "", at("source", feed.pk)


def of_the_editor(lived: Lived) -> Iterator[Step]:
    home = lived.home
    problems = [type_in("input[name=time]", "08:30"), unchecked, press("button[value=save]")]
    for name in ("calendar", "calendar_week", "calendar_list", "calendar_board", "calendar_lanes"):
        yield name, "", at(name)
        yield name, "empty", at(name, query="?mois=2028-02")

    def tick(page: Page) -> None:
        page.locator("input[name=p]").first.check()
        page.locator("select[name=verb]").select_option("withdraw")

    ticked = then(at("calendar_list"), tick, press("fieldset.bulk button"))
    yield "calendar_bulk", "", ticked
    yield "recurrence_new", "", at("recurrence_new")
    yield (
        "recurrence_new",
        "problems",
        then(at("recurrence_new"), unchecked, press("main form button.primary")),
    )
    recurring = every_tuesday(home, at=timezone.now())
    yield "recurrences", "", at("recurrences")
    yield "recurrence", "", at("recurrence", recurring.pk)
    yield "post_new", "", at("post_new")
    yield "post_new", "template", then(at("post_new"), choose_template)
    yield "post_new", "problems", then(at("post_new"), choose_template, *problems)
    yield "announcement_new", "", at("announcement_new")
    common = type_in("textarea[name=text]", "Nous ouvrons une unité de nuit. VENEZ TOUS LA VISITER ICI !")
    yield (
        "announcement_new",
        "voices",
        then(at("announcement_new"), tick_all, common, press("button[value=prepare]")),
    )
    yield "announcement", "", at("announcement", announced(lived.posts["draft"]))
    yield "post_copy", "", at("post_copy", lived.posts["draft"].pk)
    unsaved = typed(home, place=f"new:{uuid4().hex[:10]}", at=timezone.now())
    yield "post_new", "words to take up again", at("post_new")
    yield "post_new", "taken up again", at("post_new", query=f"?reprise={unsaved.pk}")
    yield "post_edit", "", at("post_edit", lived.posts["draft"].pk)
    typeset = [type_in("textarea[name=text]", "Vraiment ? Oui !"), press("button[value=typography]")]
    yield "post_edit", "typography", then(at("post_edit", lived.posts["draft"].pk), *typeset)
    for content in CONTENTS:
        yield "post_edit", content, at("post_edit", lived.posts[content].pk)
    yield "post_move", "", at("post_move", lived.posts["draft"].pk)
    for state in (*POSTS, "images", "article", "flagged"):
        yield "post", state, at("post", lived.posts[state].pk)
    kept = keep(
        BytesIO(png()), name="équipe.png", organisation=home.organisation, by=home.bruno, at=timezone.now()
    )
    said = begun(lived.posts["draft"], by=home.bruno, quote="", at=timezone.now())
    yield "post", "with remarks", at("post", lived.posts["draft"].pk)
    yield "thread_new", "", at("thread_new", lived.posts["draft"].pk)
    yield "thread_reply", "", at("thread_reply", said.pk)
    yield "remark_amend", "", at("remark_amend", said.remarks.get().pk)
    yield "practices", "none", at("practices")
    star = starred(home)
    yield "practice_star", "", at("practice_star", star.post_id)
    yield "practice_propose", "", at("practice_propose", star.pk)
    proposal = actions_of_practices.propose(
        star, to=home.department, note="", by=home.bruno, at=timezone.now()
    )
    yield "practices", "", at("practices")
    yield "practice_proposal", "", at("practice_proposal", proposal.pk)
    yield "library", "", at("library")
    yield "library", "nothing found", at("library", query="?nom=introuvable")
    yield "media_upload", "", at("media_upload")
    yield "media_upload", "refused", refused_file
    yield "media_file", "", at("media_file", kept.pk)
    yield "media_discard", "", at("media_discard", kept.pk)
    template = written(home)
    yield "templates", "", at("templates")
    yield "template_new", "", at("template_new")
    misspelt = type_in("textarea[name=source]", SOURCE.replace("{{ lieu }}", "{{ lieux }}"))
    yield "template_new", "problems", then(at("template_new"), misspelt, press("button[value=save]"))
    yield "template", "", at("template", template.pk)
    yield "template_version", "", at("template_version", template.pk, 1)
    yield "template_file", "", at("template_file", "fr", "annonce")
    yield "watch", "nothing there", at("watch", query="?etat=brouillons")
    yield "idea_new", "", at("idea_new")
    yield "source_new", "", at("source_new")
    inside = then(
        at("source_new"), type_in("input[name=url]", "http://localhost/"), press("button[value=look]")
    )
    yield "source_new", "inside", inside
    yield from of_the_watch(lived)
    yield "lines", "", at("lines")
    plan = running(home)
    yield "campaigns", "", at("campaigns")
    yield "campaign_new", "", at("campaign_new")
    yield "campaign_new", "problems", then(at("campaign_new"), unchecked, press("main form button.primary"))
    yield "campaign", "", at("campaign", plan.pk)
    yield "campaign_edit", "", at("campaign_edit", plan.pk)
    again = [type_in("input[name=name]", "Encore"), type_in("input[name=starts_on]", "2027-01-04")]
    yield "campaign_copy", "", then(at("campaign_copy", plan.pk), *again, press("button[value=show]"))
    adding = f"form[action$='/campagnes/{plan.pk}/etapes/']"
    no_name = [
        lambda page: page.locator(adding).evaluate("form => form.noValidate = true"),
        press(f"{adding} button"),
    ]
    yield "milestone_add", "problems", then(at("campaign", plan.pk), *no_name)
    yield "coverage", "", at("coverage", query="?trimestre=2026-01")
    yield "coverage", "now", at("coverage")
    yield "line_of_leader", "", at("line_of_leader", home.leader.pk)
    yield "line_of_codir", "", at("line_of_codir", home.codir.pk)
    yield "pillar_new", "", at("pillar_new")
    yield "pillar", "", at("pillar", home.pillar.pk)
    yield "policy", "", at("policy")
    yield "import_calendar", "", at("import_calendar")
    yield "activity", "", at("activity")
    yield "site_map", "", at("site_map")
    yield "activity", "nothing found", at("activity", query="?genre=comptes&personne=0")
    yield "rhythm", "", at("rhythm")
    yield "rhythm", "chosen", then(at("rhythm"), press("main form button.primary"))
    token = stop_address(home.member(home.bruno)).split("/")[-3]
    yield "digest_stop", "", at("digest_stop", token)
    yield "digest_stop", "stopped", then(at("digest_stop", token), press("main form button.primary"))
    yield "export", "", at("export")
    yield "feeds", "", at("feeds")
    yield "feeds", "made", then(at("feeds"), press("main form button.primary"))
    yield "import_check", "good", upload(GOOD_CSV)
    yield "import_check", "bad", upload(BAD_CSV)
    yield "accounts", "", at("accounts")
    yield "calls", "", at("calls")
    yield "foresight", "", at("foresight")
    yield "publications", "", at("publications")
    yield "to_confirm", "", at("to_confirm")
    yield "periods", "", at("periods")
    yield "period_new", "", at("period_new")
    yield "period_new", "problems", then(at("period_new"), unchecked, press("button[value=show]"))
    yield "period", "what it lies on", then(at("period", lived.period.pk), press("button[value=show]"))
    yield "embargo", "none", at("embargo", lived.posts["draft"].pk)
    yield "embargo", "", at("embargo", lived.posts["embargoed"].pk)
    yield "freezes", "", at("freezes")
    yield "freezes", "rehearsed", then(at("freezes"), press("button[formaction$='/exercice/']"))
    yield "publications", "all", at("publications", query="?etat=tout")
    for state in ("due", "held", "unclear", "failed", "published"):
        yield "publication", state, at("publication", Publication.objects.filter(state=state).latest("pk").pk)
    yield "publication", "vanished", at("publication", going_out.vanished().pk)
    for name in ("publication_correct", "publication_remove"):
        yield name, "", at(name, going_out.untouched().pk)
    figures = files_of(lived)
    yield "analytics", "", at("analytics")
    yield "analytics_upload", "", at("analytics_upload")
    for note, file in figures.items():
        yield "analytics_file", note, at("analytics_file", file.pk)
    yield "analytics_figures", "", at("analytics_figures", home.account.pk)
    yield "analytics_figures", "page", at("analytics_figures", page_account(lived).pk)
    yield "reports", "editor", at("reports")
    yield "edition", "comms", at("edition", lived.edition("comms").pk)
    yield "profile", "", at("profile")
    yield "account_change_password", "", at("account_change_password")
    yield "account_set_password", "", at("account_set_password")
    yield "account_logout", "", at("account_logout")


def of_two_houses(lived: Lived) -> Iterator[Step]:
    yield "profile", "two organisations", at("profile")


def of_no_house(lived: Lived) -> Iterator[Step]:
    yield "home", "no organisation", at("home")


def places(who: User | str, steps: Iterable[Step]) -> list[Place]:
    return [Place(name=name, note=note, who=who, go=go) for name, note, go in steps]


def of_the_team(lived: Lived) -> list[Place]:
    return places(lived.home.bruno, of_the_editor(lived))


def of_all_others(lived: Lived) -> list[Place]:
    home = lived.home
    return [
        *places(NOBODY, of_nobody(lived)), *places(DEVICE, of_a_device(lived)), *places(home.claire, of_the_leader(lived)),
        *places(home.remi, of_the_reader(lived)), *places(home.odile, of_the_operator(lived)),
        *places(lived.both, of_two_houses(lived)), *places(lived.nobodys, of_no_house(lived)),
    ]  # fmt: skip


def once(walked: Iterable[Place]) -> list[Place]:
    """Each page once, as its first visitor finds it."""
    return list({place.name: place for place in reversed(list(walked))}.values())


def addresses(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all our addresses; the admin's are Django's."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield str(one.name)
        elif one.namespace != "admin":
            yield from addresses(one)
