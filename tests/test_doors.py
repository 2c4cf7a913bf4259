"""Every address of the product, knocked at by everybody: GET and POST, as anonymous, as strangers and in each role.

The table below is complete by construction: an address that is in the resolver and not in the table fails, and so does
a line of the table whose address is gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from influence.analytics.models import AnalyticsFile
from influence.approval.actions import invite
from influence.approval.models import Device
from influence.campaigns.models import Campaign, Milestone
from influence.editorial.actions import keep_topic
from influence.editorial.exporting.feeds import make_feed
from influence.editorial.importing import keep_upload, read
from influence.editorial.models import Feed, Post, Waiver
from influence.journal.models import Entry
from influence.library.actions import keep
from influence.library.models import MediaFile
from influence.outbox.actions import Address, queue
from influence.outbox.models import Message, MessageState
from influence.people.models import Mandate, User
from influence.practices import actions as practices
from influence.publishing.actions import propose_correction
from influence.publishing.models import FirstComment
from influence.reporting.actions import freeze, render
from influence.reporting.models import Edition, Picture
from influence.safeguards.freezing import freeze as place_freeze
from influence.safeguards.periods import add_period, outlined
from tests import makers
from tests.approval.stories import locator
from tests.drafting.test_own_templates import written
from tests.editorial import stories
from tests.makers import House
from tests.networks.files import png
from tests.people.test_mandates import given
from tests.remarks.test_threads import begun
from tests.watch.makers import idea, source

# How a door answers. Whatever is not a refusal is open: the form with its problems, a redirect on, a page.
LOGIN, FORBIDDEN, HIDDEN, CLOSED, OPEN = "login", "403", "404", "405", "open"

# Who knocks. Marc and Ophélie are of another organisation, where he leads and she may do everything; Karim leads beside
# Claire; Nadia's account belongs to no organisation.
STRANGERS = ("anonymous", "nadia", "marc", "ophelie")
PEOPLE = (*STRANGERS, "remi", "karim", "claire", "bruno", "odile")


@dataclass(frozen=True)
class Door:
    """One address: what each person meets, by GET and by POST."""

    name: str
    args: tuple[str, ...]
    get: dict[str, str]
    post: dict[str, str]


@dataclass
class World:
    home: House
    abroad: House
    clients: dict[str, Client]
    args: dict[str, object]
    # Lines in the journal of the house.
    entries: int

    def address(self, door: Door) -> str:
        return reverse(door.name, args=[self.args[name] for name in door.args])


def answers(*, rest: str = HIDDEN, **of: str) -> dict[str, str]:
    """By person; `rest` is for everybody who is not named."""
    assert set(of) <= set(PEOPLE), of
    return {person: of.get(person, rest) for person in PEOPLE}


def inside(rest: str = HIDDEN, **of: str) -> dict[str, str]:
    """Behind the sign-in, for members: the anonymous are led there, whoever belongs nowhere is told so."""
    return answers(rest=rest, **({"anonymous": LOGIN, "nadia": FORBIDDEN} | of))


# Whoever holds a mail's link may have a code sent: to the leader's own mailbox, and nowhere else.
MAILS_THE_LEADER = "approval_code"

EVERYBODY = answers(rest=OPEN)
NOBODY = answers(rest=CLOSED)
SIGNED_IN = answers(rest=OPEN, anonymous=LOGIN)
MEMBERS = inside(OPEN)
# Pages of one's own organisation: a stranger in that role sees theirs.
OPERATORS = inside(FORBIDDEN, odile=OPEN, ophelie=OPEN)
EDITORS = inside(FORBIDDEN, bruno=OPEN, odile=OPEN, ophelie=OPEN)
LEADERS = inside(FORBIDDEN, claire=OPEN, karim=OPEN, marc=OPEN)
SPEAKERS_AND_EDITORS = inside(OPEN, remi=FORBIDDEN)
# Things of one organisation: for a stranger in that role there is no such thing.
OPERATORS_THING = inside(FORBIDDEN, odile=OPEN, ophelie=HIDDEN)
EDITORS_THING = inside(FORBIDDEN, bruno=OPEN, odile=OPEN, ophelie=HIDDEN)
# Of the organisation, whatever the role.
OURS = inside(remi=OPEN, karim=OPEN, claire=OPEN, bruno=OPEN, odile=OPEN)
# What carries Claire's name: hers, the comms team's, and no other leader's.
CLAIRES = inside(claire=OPEN, bruno=OPEN, odile=OPEN)
CLAIRES_ALONE = inside(FORBIDDEN, claire=OPEN, karim=HIDDEN, marc=HIDDEN)


def door(name: str, *args: str, get: dict[str, str] = NOBODY, post: dict[str, str] = NOBODY) -> Door:
    return Door(name=name, args=args, get=get, post=post)


def both(name: str, *args: str, to: dict[str, str]) -> Door:
    return door(name, *args, get=to, post=to)


# fmt: off
DOORS = (
    # web
    both("alive", to=EVERYBODY),
    both("ready", to=EVERYBODY),
    door("choose_language", post=EVERYBODY),
    # home
    door("site_map", get=MEMBERS),
    door("activity", get=EDITORS),
    both("rhythm", to=MEMBERS),
    # One click in a mail, by whoever holds it (RFC 8058); this one nobody was sent
    both("digest_stop", "nobodys_secret", to=answers()),
    door("my_page", get=LEADERS),
    # people
    door("home", get=MEMBERS),
    both("account_login", to=EVERYBODY),
    door("account_inactive", get=EVERYBODY),
    both("account_logout", to=EVERYBODY),
    both("account_change_password", to=SIGNED_IN),
    both("account_set_password", to=SIGNED_IN),
    both("account_reset_password", to=EVERYBODY),
    door("account_reset_password_done", get=EVERYBODY),
    both("account_reset_password_from_key", "uid", "key", to=EVERYBODY),
    door("account_reset_password_from_key_done", get=EVERYBODY),
    # a passkey is one's own: whose it is, is asked after who one is
    both("mfa_login_webauthn", to=EVERYBODY),
    both("account_reauthenticate", to=SIGNED_IN),
    door("mfa_list_webauthn", get=SIGNED_IN, post=NOBODY | {"anonymous": LOGIN}),
    both("mfa_add_webauthn", to=SIGNED_IN),
    both("mfa_remove_webauthn", "post", to=SIGNED_IN),
    both("profile", to=SIGNED_IN),
    door("choose_organisation", post=answers(anonymous=LOGIN)),
    door("organisation", get=OPERATORS),
    both("organisation_edit", to=OPERATORS),
    both("codir_new", to=OPERATORS),
    both("codir", "codir", to=OPERATORS_THING),
    both("department_new", to=OPERATORS),
    both("department", "department", to=OPERATORS_THING),
    both("member_new", to=OPERATORS),
    both("member", "member", to=OPERATORS_THING),
    door("member_invite", "member", post=OPERATORS_THING),
    door("member_remove", "member", post=OPERATORS_THING),
    both("leader_new", to=OPERATORS),
    both("leader", "leader", to=OPERATORS_THING),
    door("messages_list", get=OPERATORS),
    door("message_retry", "mail", post=OPERATORS_THING),
    door("accessibility", get=EVERYBODY),
    door("accessibility_of", "slug", get=EVERYBODY),
    both("accessibility_edit", to=OPERATORS),
    # mandates: a leader's own; an operator oversees all
    door("mandates", get=MEMBERS),
    both("mandate_new", to=LEADERS),
    door("mandate_revoke", "mandate", post=inside(claire=OPEN, odile=OPEN)),
    # safeguards
    door("policy", get=EDITORS, post=OPERATORS),
    # accounts: a leader connects their own; an operator may disconnect who has left
    door("accounts", get=SPEAKERS_AND_EDITORS),
    door("account_callback", get=MEMBERS),
    door("account_begin", post=LEADERS),
    door("account_connect", "account", post=CLAIRES_ALONE),
    both("account_pages", "account", to=CLAIRES_ALONE),
    door("account_invite", "leader", post=EDITORS_THING),
    door("account_disconnect", "account", post=inside(claire=OPEN, odile=OPEN)),
    door("account_remind", "account", post=EDITORS_THING),
    # calls
    door("calls", get=EDITORS),
    door("breaker_retry", post=OPERATORS),
    # library: a leader sees a file where a post shows it, by that post's own door
    door("library", get=EDITORS),
    both("media_upload", to=EDITORS),
    both("media_file", "media", to=EDITORS_THING),
    door("media_confirm", "media", post=EDITORS_THING),
    door("media_bytes", "media", get=EDITORS_THING),
    both("media_discard", "media", to=EDITORS_THING),
    # drafting: files are everybody's, what an organisation wrote is its own
    door("templates", get=EDITORS),
    both("template_new", to=EDITORS),
    door("template_preview", post=EDITORS),
    door("template_file", "language", "file", get=EDITORS),
    both("template", "template", to=EDITORS_THING),
    door("template_version", "template", "number", get=EDITORS_THING),
    door("template_restore", "template", "number", post=EDITORS_THING),
    door("template_retire", "template", post=EDITORS_THING),
    door("template_bring_back", "template", post=EDITORS_THING),
    # editorial
    both("calendar", to=MEMBERS),
    both("calendar_week", to=MEMBERS),
    door("calendar_undo", post=EDITORS),
    door("calendar_bulk", post=EDITORS),
    both("calendar_list", to=MEMBERS),
    both("calendar_board", to=MEMBERS),
    both("calendar_lanes", to=MEMBERS),
    both("import_calendar", to=EDITORS),
    door("import_example", get=EDITORS),
    door("export", get=EDITORS),
    door("export_file", "kind", get=EDITORS),
    # A calendar under its own address: whoever knows it, and it is known to nobody here
    door("feed", "nobodys_secret", get=answers()),
    both("feeds", to=MEMBERS),
    door("feed_revoke", "feed", post=inside(bruno=OPEN)),
    # An unconfirmed file may hold texts that nobody else has seen.
    both("import_check", "upload", to=inside(FORBIDDEN, bruno=OPEN, odile=HIDDEN, ophelie=HIDDEN)),
    door("recurrences", get=EDITORS),
    both("recurrence_new", to=EDITORS),
    both("recurrence", "recurrence", to=EDITORS_THING),
    door("recurrence_day", "recurrence", post=EDITORS_THING),
    door("recurrence_end", "recurrence", post=EDITORS_THING),
    both("post_new", to=EDITORS),
    door("post_preview", post=EDITORS),
    both("post", "post", to=CLAIRES),
    door("post_media", "post", "sha256", get=CLAIRES),
    both("announcement_new", to=EDITORS),
    door("announcement", "announcement", get=EDITORS_THING),
    both("post_copy", "post", to=EDITORS_THING),
    door("completions", get=EDITORS),
    # Words that somebody is still typing are theirs alone.
    door("unsaved_keep", post=EDITORS),
    door("unsaved_offers", get=EDITORS),
    door("unsaved_drop", "unsaved", post=inside(FORBIDDEN, bruno=OPEN, odile=HIDDEN, ophelie=HIDDEN)),
    both("post_edit", "post", to=EDITORS_THING),
    both("post_move", "post", to=EDITORS_THING),
    door("post_submit", "post", post=EDITORS_THING),
    door("post_withdraw", "post", post=CLAIRES),
    door("post_restore", "post", post=EDITORS_THING),
    door("waiver_withdraw", "waiver", post=EDITORS_THING),
    both("coverage", to=SPEAKERS_AND_EDITORS),
    # remarks: of those who write, and the leader where they are meant to read along
    both("thread_new", "post", to=CLAIRES),
    both("thread_reply", "thread", to=CLAIRES),
    door("thread_resolve", "thread", post=CLAIRES),
    door("thread_reopen", "thread", post=CLAIRES),
    both("remark_amend", "remark", to=inside(bruno=OPEN)),
    door("remark_withdraw", "remark", post=inside(bruno=OPEN)),
    both("lines", to=SPEAKERS_AND_EDITORS),
    both("line_of_leader", "leader", to=EDITORS_THING),
    both("line_of_codir", "codir", to=EDITORS_THING),
    both("pillar_new", to=EDITORS),
    both("pillar", "pillar", to=EDITORS_THING),
    # campaigns: a leader reads those that they are in
    door("campaigns", get=SPEAKERS_AND_EDITORS),
    both("campaign_new", to=EDITORS),
    door("campaign", "campaign", get=CLAIRES | {"remi": FORBIDDEN}),
    both("campaign_edit", "campaign", to=EDITORS_THING),
    both("campaign_copy", "campaign", to=EDITORS_THING),
    door("campaign_close", "campaign", post=EDITORS_THING),
    door("campaign_reopen", "campaign", post=EDITORS_THING),
    door("campaign_gather", "campaign", post=EDITORS_THING),
    door("campaign_release", "campaign", "post", post=EDITORS_THING),
    door("milestone_add", "campaign", post=EDITORS_THING),
    door("milestone_tick", "milestone", post=EDITORS_THING),
    door("milestone_drop", "milestone", post=EDITORS_THING),
    # watch
    door("watch", get=EDITORS),
    both("idea_new", to=EDITORS),
    door("idea_keep", "idea", post=EDITORS_THING),
    door("idea_dismiss", "idea", post=EDITORS_THING),
    door("idea_take_back", "idea", post=EDITORS_THING),
    both("idea_draft", "idea", to=EDITORS_THING),
    door("sources", get=EDITORS),
    both("source_new", to=EDITORS),
    both("source", "source", to=EDITORS_THING),
    door("source_stop", "source", post=EDITORS_THING),
    door("source_resume", "source", post=EDITORS_THING),
    door("source_hurry", "source", post=EDITORS_THING),
    # periods and embargoes; the page of an embargo never shows the post's words
    door("periods", get=EDITORS),
    both("period_new", to=EDITORS),
    both("period", "period", to=EDITORS_THING),
    door("period_cancel", "period", post=EDITORS_THING),
    both("embargo", "post", to=EDITORS_THING),
    door("embargo_confirm", "post", post=EDITORS_THING),
    door("embargo_check", "post", post=EDITORS_THING),
    door("embargo_drop", "post", post=EDITORS_THING),
    # topics and second approvals: whoever a rule names reads what was flagged for them, a reader too, and nothing more
    door("second_approvals", get=MEMBERS),
    both("second_approval", "post", to=inside(remi=OPEN)),
    door("second_approval_media", "post", "sha256", get=inside(remi=OPEN)),
    door("topics", get=OPERATORS),
    both("topic_new", to=OPERATORS),
    door("topics_usual", post=OPERATORS),
    both("topic", "topic", to=OPERATORS_THING),
    door("topic_stop", "topic", post=OPERATORS_THING),
    door("topic_resume", "topic", post=OPERATORS_THING),
    # approval: the address of a mail only locates; what it shows and does is tests/approval/test_links.py's matter
    door("queue", get=LEADERS),
    door("decided_for", get=LEADERS),
    both("decide", "post", to=CLAIRES_ALONE),
    door("decide_media", "post", "version", "sha256", get=CLAIRES_ALONE),
    both("take_back", "post", to=CLAIRES_ALONE),
    both("reword", "post", to=CLAIRES_ALONE),
    door("note_seen", "post", post=CLAIRES_ALONE),
    both("put_off", "post", to=CLAIRES_ALONE),
    both("take_up", "post", to=CLAIRES_ALONE),
    both("undo_answer", "post", to=CLAIRES_ALONE),
    both("forget_device", "device", to=CLAIRES_ALONE),
    door("approval_link", "locator", get=EVERYBODY),
    door("approval_media", "locator", "sha256", get=EVERYBODY),
    both("approval_code", "locator", to=EVERYBODY),
    both("approval_prove", "locator", to=EVERYBODY),
    both("approval_renew", "locator", to=EVERYBODY),
    # publishing
    door("foresight", get=SPEAKERS_AND_EDITORS),
    door("health", get=OPERATORS),
    # For machines that know METRICS_TOKEN; here none is set (tests/publishing/test_metrics.py)
    door("metrics", get=answers()),
    door("publications", get=SPEAKERS_AND_EDITORS),
    # what stands in the way: a leader freezes their own posts, and lets go of no freeze but their own
    door("freezes", get=SPEAKERS_AND_EDITORS),
    door("freeze_place", post=SPEAKERS_AND_EDITORS),
    door("freeze_rehearse", post=SPEAKERS_AND_EDITORS),
    door("freeze_ask_release", "freeze", post=inside(remi=FORBIDDEN, bruno=OPEN, odile=OPEN)),
    door("freeze_keep", "freeze", post=inside(remi=FORBIDDEN, bruno=OPEN, odile=OPEN)),
    door("freeze_release", "freeze", post=inside(remi=FORBIDDEN, bruno=OPEN, odile=OPEN)),
    door("to_confirm", get=SPEAKERS_AND_EDITORS),
    door("publication_confirm", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication", "publication", get=CLAIRES | {"remi": FORBIDDEN}),
    both("publication_answer", "publication", to=CLAIRES_ALONE),
    door("publication_live", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_absent", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_hurry", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_withdraw", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_again", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_there", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_gone", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    both("publication_correct", "publication", to=CLAIRES | {"remi": FORBIDDEN}),
    both("publication_remove", "publication", to=CLAIRES | {"remi": FORBIDDEN}),
    door("publication_file", "publication", "sha256", get=CLAIRES | {"remi": FORBIDDEN}),
    door("comment_made", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("comment_again", "publication", post=CLAIRES | {"remi": FORBIDDEN}),
    door("correction_approve", "publication", "change", post=CLAIRES | {"remi": FORBIDDEN}),
    door("correction_refuse", "publication", "change", post=CLAIRES | {"remi": FORBIDDEN}),
    door("change_drop", "publication", "change", post=CLAIRES | {"remi": FORBIDDEN}),
    door("change_done", "publication", "change", post=CLAIRES | {"remi": FORBIDDEN}),
    # engagement: for employees, who have no account here
    door("enrolment_callback", get=EVERYBODY),
    both("enrolment_leave", "key", to=EVERYBODY),
    both("enrolment", "slug", to=EVERYBODY),
    door("enrolment_done", "slug", get=EVERYBODY),
    door("enrolment_leave_by_sign_in", "slug", post=EVERYBODY),
    # LinkedIn's own, where an app that has webhooks is configured; here none is (tests/engagement/test_notices.py)
    both("linkedin_notices", to=answers()),
    # analytics: of one's own accounts a leader, of all the comms team
    door("analytics", get=SPEAKERS_AND_EDITORS),
    both("analytics_upload", to=SPEAKERS_AND_EDITORS),
    door("analytics_file", "figures", get=CLAIRES | {"remi": FORBIDDEN}),
    door("analytics_columns", "figures", post=CLAIRES | {"remi": FORBIDDEN}),
    door("analytics_confirm", "figures", post=CLAIRES | {"remi": FORBIDDEN}),
    door("analytics_undo", "figures", post=CLAIRES | {"remi": FORBIDDEN}),
    door("analytics_forget", "figures", post=CLAIRES | {"remi": FORBIDDEN}),
    door("analytics_figures", "account", get=CLAIRES | {"remi": FORBIDDEN}),
    # good practices: a leader answers what is put to them
    door("practices", get=SPEAKERS_AND_EDITORS),
    both("practice_star", "online", to=OURS | {"remi": FORBIDDEN}),
    door("practice_unstar", "star", post=inside(remi=FORBIDDEN, bruno=OPEN, odile=OPEN)),
    both("practice_propose", "star", to=OURS | {"remi": FORBIDDEN}),
    door("practice_proposal", "proposal", get=inside(remi=FORBIDDEN, karim=OPEN, bruno=OPEN, odile=OPEN)),
    door("practice_answer", "proposal", post=inside(remi=FORBIDDEN, karim=OPEN, bruno=OPEN, odile=OPEN)),
    door("practice_withdraw", "proposal", post=inside(remi=FORBIDDEN, karim=OPEN, bruno=OPEN, odile=OPEN)),
    # reporting: the CoDir's edition is for every member, a leader's for that leader, the comms team's for that team
    door("reports", get=MEMBERS),
    door("report", "report", get=OURS),
    door("edition", "codir_edition", get=OURS),
    door("edition_pdf", "codir_edition", get=OURS),
    door("edition_picture", "codir_edition", "codir_picture", get=OURS),
    door("edition", "leader_edition", get=inside(claire=OPEN)),
    door("edition_pdf", "leader_edition", get=inside(claire=OPEN)),
    door("edition_picture", "leader_edition", "leader_picture", get=inside(claire=OPEN)),
    door("edition", "comms_edition", get=inside(bruno=OPEN, odile=OPEN)),
    door("edition_pdf", "comms_edition", get=inside(bruno=OPEN, odile=OPEN)),
    door("edition_picture", "comms_edition", "comms_picture", get=inside(bruno=OPEN, odile=OPEN)),
)
# fmt: on


def label(door: Door) -> str:
    return "-".join((door.name, *door.args))


def names(resolver: URLResolver) -> Iterator[str]:
    """Of all our addresses; the admin's are Django's and tested apart."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield str(one.name)
        elif one.namespace != "admin":
            yield from names(one)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once, inside a transaction that is rolled back: two organisations and one of everything in the first."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


def built() -> World:
    home, abroad, now = makers.house(), makers.stranger(), timezone.now()
    picture = kept_file(home, now=now)
    shown = [{"sha256": picture.sha256, "alt_text": "Une équipe.", "title": ""}]
    post = stories.in_review(home, where=makers.slot(home, at=now + timedelta(days=2)), media=shown)
    topic = keep_topic(None, organisation=home.organisation, name="Patients", words=(), pillars=[home.pillar.pk],
                       approvers=[home.remi.pk], by=home.odile, at=now)  # fmt: skip
    placed = place_freeze(
        home.organisation, pillar_id=home.other_pillar.pk, reason="Essai.", by=home.bruno, at=now
    )
    days = {"starts_on": now.date(), "ends_on": now.date() + timedelta(days=2)}
    outline = outlined(
        home.organisation, kind="quiet", strength="warning", name="Avant les résultats", **days
    )
    period = add_period(outline, by=home.bruno, at=now)
    invite(now=now)
    publication = makers.published(home, at=now - timedelta(days=3), media=shown, pillar=home.other_pillar)
    FirstComment.objects.create(publication=publication, state="by_hand", changed_at=now)
    change = propose_correction(publication, text="Trois mois, et des équipes.", by=home.bruno, at=now)
    karim = stories.colleague(home)
    star = practices.star(publication.post, reason="Un exemple.", by=home.bruno, at=now)
    proposal = practices.propose(star, to=karim, note="", by=home.bruno, at=now)
    # Over by the time that anybody knocks: who holds one comes through more doors.
    tomorrow = now.date() + timedelta(days=1)
    mandate = given(home, delegate=karim.user, starts_on=tomorrow, ends_on=tomorrow, at=now)
    Mandate.objects.filter(pk=mandate.pk).update(revoked_by=home.claire, revoked_at=now)
    thread = begun(post, by=home.bruno, at=now)
    campaign = Campaign.objects.create(
        organisation=home.organisation, name="Ouverture", goal="Dire.", starts_on=now.date(),
        ends_on=now.date() + timedelta(days=30), created_by=home.bruno, created_at=now,
    )  # fmt: skip
    campaign.leaders.add(home.leader)
    milestone = Milestone.objects.create(campaign=campaign, day=now.date(), name="Annonce")
    Post.objects.filter(pk=post.pk).update(campaign=campaign)
    waiver = Waiver.objects.create(
        post=post,
        other_id=publication.post_id,
        kind="theme",
        reason="Exprès.",
        waived_by=home.bruno,
        waived_at=now,
    )
    mail = queue(
        kind="account_reconnect", dedup_key="doors", to=Address("x@saint-luc.example"), language="fr", context={}, at=now,
        organisation=home.organisation,
    )  # fmt: skip
    assert mail
    Message.objects.filter(pk=mail.pk).update(state=MessageState.FAILED)
    device = Device.objects.create(
        user=home.claire,
        secret_hash="0" * 64,
        label="iPhone",
        created_at=now,
        expires_at=now + timedelta(days=90),
    )
    editions = published_report(home, now=now)
    content = b"date;time;leader;pillar;text\n"
    upload = keep_upload(
        read(content), content=content, name="c.csv", organisation=home.organisation, by=home.bruno, at=now
    )
    return World(
        home=home, abroad=abroad,
        clients={
            "anonymous": Client(), "nadia": signed_in(makers.user("Nadia", "nadia@nowhere.example")),
            "marc": signed_in(abroad.claire), "ophelie": signed_in(abroad.odile), "remi": signed_in(home.remi),
            "karim": signed_in(karim.user), "claire": signed_in(home.claire), "bruno": signed_in(home.bruno),
            "odile": signed_in(home.odile),
        },
        args={
            "announcement": stories.announced(post), "unsaved": stories.typed(home, at=now).pk,
            "post": post.pk, "publication": publication.pk, "mail": mail.pk,
            "device": device.pk, "locator": locator(to=home.claire.email), "account": home.account.pk,
            "leader": home.leader.pk, "codir": home.codir.pk, "department": home.department.pk, "pillar": home.pillar.pk,
            "member": home.member(home.remi).pk, "slug": home.organisation.slug, "uid": "1", "key": "no-such-key", "upload": upload.pk,
            "kind": "csv", "nobodys_secret": "x" * 43, "feed": brunos_feed(home, now=now).pk,
            "figures": imported_file(home, now=now).pk,
            "report": editions[0].report_id, "media": picture.pk, "sha256": picture.sha256,
            "version": post.version_id, "topic": topic.pk, "period": period.pk, "waiver": waiver.pk,
            "campaign": campaign.pk, "milestone": milestone.pk,
            "freeze": placed.row.pk if placed.row else 0, "change": change.pk,
            "recurrence": stories.every_tuesday(home, at=now).pk,
            "online": publication.post_id, "star": proposal.star_id, "proposal": proposal.pk,
            "mandate": mandate.pk, "thread": thread.pk, "remark": thread.remarks.get().pk,
            "language": "fr", "file": "annonce", "template": written(home).pk, "number": 1,
            "idea": idea(home).pk, "source": source(home).pk,
        } | dict(of_editions(edition for edition in editions if edition.leader_id in (None, home.leader.pk))),
        entries=entries(home),
    )  # fmt: skip


def brunos_feed(home: House, *, now: datetime) -> Feed:
    feed, _secret = make_feed(home.member(home.bruno), name="Tout", leader=None, at=now)
    return feed


def kept_file(home: House, *, now: datetime) -> MediaFile:
    return keep(BytesIO(png()), name="x.png", organisation=home.organisation, by=home.bruno, at=now)


def imported_file(home: House, *, now: datetime) -> AnalyticsFile:
    return AnalyticsFile.objects.create(
        organisation=home.organisation, account=home.account, name="export.xlsx", digest="0" * 64, state="imported",
        uploaded_by=home.bruno, uploaded_at=now, imported_at=now, content=b"",
    )  # fmt: skip


def published_report(home: House, *, now: datetime) -> list[Edition]:
    """Last month's, with its charts and PDFs."""
    month = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    makers.published(home, at=datetime.combine(month.replace(day=10), time(8), tzinfo=UTC))
    return render(freeze(home.organisation, month=month, now=now))


def of_editions(editions: Iterable[Edition]) -> Iterator[tuple[str, object]]:
    for edition in editions:
        yield f"{edition.kind}_edition", edition.pk
        # Not every edition has a chart to draw in a month of one post.
        yield (
            f"{edition.kind}_picture",
            Picture.objects.create(edition=edition, name="doors", alt="x", png=b"", svg="<svg/>").name,
        )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@dataclass(frozen=True)
class Knock:
    answer: str
    # Lines that it left in the journal of the house.
    traces: int


def knock(world: World, door: Door, *, person: str, method: str) -> Knock:
    """Whatever it changed is undone: the next one finds the same house."""
    client = world.clients[person]
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        response = client.generic(method, world.address(door))
        found = Knock(answer=answer_of(response), traces=entries(world.home) - world.entries)
        transaction.set_rollback(True)
    if response.streaming:
        # To the end: only then is the file closed.
        assert b"".join(response)
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    return found


def entries(home: House) -> int:
    return Entry.objects.filter(organisation=home.organisation).count()


def answer_of(response: HttpResponseBase) -> str:
    if response.status_code in (301, 302):
        return LOGIN if response.headers["Location"].startswith("/connexion/?next=") else OPEN
    assert response.status_code < 500
    refusals = {403: FORBIDDEN, 404: HIDDEN, 405: CLOSED}
    return refusals.get(response.status_code, OPEN)


@pytest.fixture
def opened(world: World, db: None) -> World:
    """`db` has the database made where no other room's tests ask for one: pytest-django looks for that name."""
    return world


def test_every_address_stands_in_the_table_once() -> None:
    assert sorted({door.name for door in DOORS}) == sorted(set(names(get_resolver())))
    assert len(DOORS) == len({(door.name, door.args) for door in DOORS})


@pytest.mark.parametrize("door", DOORS, ids=label)
def test_a_page_answers_each_person_as_the_table_says(opened: World, door: Door) -> None:
    knocks = {person: knock(opened, door, person=person, method="GET") for person in PEOPLE}
    assert {person: found.answer for person, found in knocks.items()} == door.get
    assert not any(found.traces for found in knocks.values()), "a GET changed something"


@pytest.mark.parametrize("door", DOORS, ids=label)
def test_a_form_answers_each_person_as_the_table_says(opened: World, door: Door) -> None:
    knocks = {person: knock(opened, door, person=person, method="POST") for person in PEOPLE}
    assert {person: found.answer for person, found in knocks.items()} == door.post
    strangers = STRANGERS if door.name != MAILS_THE_LEADER else ()
    assert not any(knocks[person].traces for person in strangers), "a stranger changed something"


def test_a_stranger_who_names_the_organisation_does_not_get_in(opened: World) -> None:
    """The session keeps the chosen organisation: one to which the person does not belong is not chosen."""
    client = opened.clients["ophelie"]
    session = client.session
    session["organisation"] = opened.home.organisation.pk
    session.save()
    page = client.get(reverse("organisation")).content.decode()
    assert opened.abroad.organisation.name in page
    assert opened.home.organisation.name not in page


def test_pages_of_the_admin_are_for_its_staff(opened: World) -> None:
    for person, client in opened.clients.items():
        for address in ("/admin/", "/admin/people/user/", "/admin/outbox/message/"):
            response = client.get(address)
            assert response.status_code in (302, 403), (person, address)
            assert response.headers.get("Location", "/connexion/").startswith(
                ("/connexion/", "/admin/login/")
            ), person
