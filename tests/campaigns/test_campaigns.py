"""The chronological plan of action: what it holds, who may change it, how it is done again."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.campaigns import access, actions
from influence.campaigns.duplicating import again, duplicate_campaign
from influence.campaigns.models import Campaign, Milestone
from influence.campaigns.queries import Standing, listed, standing
from influence.campaigns.refusals import Closed, MilestoneTwice, NameTaken
from influence.core import cadence
from influence.editorial.actions.embargoes import place_embargo
from influence.editorial.models import Decision, Post
from influence.journal.models import Entry
from influence.people.models import Leader, User
from tests import makers
from tests.editorial.importing.files import plain
from tests.editorial.stories import approved, colleague, draft
from tests.makers import NOW, House, slot

DAY = timedelta(days=1)
JUNE = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def campaign_of(home: House, *, campaign: Campaign | None = None, **given: object) -> Campaign:
    words = {
        "name": "Ouverture du bloc", "goal": "Que chacun sache ce qui change.", "posts_wanted": 3,
        "pillars": [home.pillar.pk], "leaders": [home.leader.pk],
    }  # fmt: skip
    return actions.keep_campaign(
        campaign, organisation=home.organisation, **words | JUNE | given, by=home.bruno, at=NOW  # type: ignore[arg-type]
    )  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, name: str, *args: object) -> str:
    return plain(browser(user).get(reverse(name, args=args)).content.decode())


def post_on(home: House, day: int, **given: object) -> Post:
    return draft(home, where=slot(home, at=NOW + (day - 1) * DAY + timedelta(hours=1)), **given)  # type: ignore[arg-type]


def test_a_campaign_is_kept_changed_and_written_down(home: House, abroad: House) -> None:
    found = campaign_of(
        home, pillars=[home.pillar.pk, abroad.pillar.pk], leaders=[home.leader.pk, abroad.leader.pk]
    )
    assert (list(found.pillars.all()), list(found.leaders.all())) == ([home.pillar], [home.leader])
    found = campaign_of(home, campaign=found, name="Le nouveau bloc", leaders=[])
    assert (found.name, found.leaders.count(), Campaign.objects.count()) == ("Le nouveau bloc", 0, 1)
    entries = Entry.objects.filter(verb="campaign.kept").order_by("sequence")
    assert [one.details["is_new"] for one in entries] == [True, False]
    assert "bloc" not in str([one.details for one in entries])


def test_two_campaigns_of_a_house_have_two_names(home: House, abroad: House) -> None:
    campaign_of(home)
    campaign_of(abroad)
    with pytest.raises(NameTaken):
        campaign_of(home)
    other = campaign_of(home, name="Autre")
    with pytest.raises(NameTaken):
        campaign_of(home, campaign=other)


@pytest.mark.parametrize(
    ("day", "is_closed", "stands"),
    [
        (date(2026, 5, 31), False, Standing.COMING),
        (date(2026, 6, 1), False, Standing.RUNNING),
        (date(2026, 6, 30), False, Standing.RUNNING),
        (date(2026, 7, 1), False, Standing.PAST),
        (date(2026, 6, 2), True, Standing.CLOSED),
    ],
)
def test_both_its_days_are_within(home: House, day: date, is_closed: bool, stands: Standing) -> None:
    found = campaign_of(home)
    found.closed_at = NOW if is_closed else None
    assert standing(found, today=day) == stands


def test_steps_are_done_undone_and_dropped_once_each(home: House) -> None:
    found = campaign_of(home)
    step = actions.add_milestone(found, day=date(2026, 6, 9), name="Annonce", by=home.bruno, at=NOW)
    with pytest.raises(MilestoneTwice):
        actions.add_milestone(found, day=date(2026, 6, 9), name="Annonce", by=home.bruno, at=NOW)
    done = [actions.tick(step, is_done=True, by=home.bruno, at=NOW) for _n in range(2)]
    undone = [actions.tick(step, is_done=False, by=home.bruno, at=NOW) for _n in range(2)]
    for _n in range(2):
        actions.drop_milestone(step, by=home.bruno, at=NOW)
    assert (done, undone) == ([True, False], [True, False])
    verbs = (
        Entry.objects.filter(verb__startswith="milestone.")
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["milestone.added", "milestone.done", "milestone.undone", "milestone.dropped"]


def test_what_is_closed_stays_as_it_is_until_somebody_reopens_it(home: House) -> None:
    found, post = campaign_of(home), post_on(home, 3)
    step = actions.add_milestone(found, day=date(2026, 6, 9), name="Annonce", by=home.bruno, at=NOW)
    actions.close_campaign(found, lessons=" Commencer plus tôt. ", by=home.bruno, at=NOW)
    for verb in (
        lambda: campaign_of(home, campaign=found), lambda: actions.tick(step, is_done=True, by=home.bruno, at=NOW),
        lambda: actions.drop_milestone(step, by=home.bruno, at=NOW), lambda: actions.gather(found, [post], by=home.bruno, at=NOW),
        lambda: actions.close_campaign(found, lessons="Autre.", by=home.bruno, at=NOW),
        lambda: actions.add_milestone(found, day=date(2026, 6, 10), name="x", by=home.bruno, at=NOW),
    ):  # fmt: skip
        with pytest.raises(Closed):
            verb()
    assert Campaign.objects.get().lessons == "Commencer plus tôt."
    assert [actions.reopen_campaign(found, by=home.bruno, at=NOW) for _n in range(2)] == [True, False]
    assert actions.gather(found, [post], by=home.bruno, at=NOW) == 1


def test_the_plan_is_one_line_of_time_with_figures(home: House) -> None:
    karim = colleague(home)
    found = campaign_of(home, leaders=[home.leader.pk, karim.pk])
    out = makers.published(home, at=NOW - DAY)
    posts = [
        post_on(home, 9),
        approved(home, where=slot(home, at=NOW + 20 * DAY)),
        Post.objects.get(pk=out.post_id),
    ]
    actions.gather(found, [*posts, draft_without_place(home)], by=home.bruno, at=NOW)
    actions.add_milestone(found, day=date(2026, 6, 9), name="Annonce", by=home.bruno, at=NOW)
    actions.add_milestone(found, day=date(2026, 6, 15), name="Ouverture", by=home.bruno, at=NOW)
    plan = access.plan_for(home.member(home.bruno), found)
    assert [(one.day.day, one.milestone.name if one.milestone else one.post.state) for one in plan.items] == [
        (31, "published"), (9, "Annonce"), (9, "draft"), (15, "Ouverture"), (21, "approved"),
    ]  # fmt: skip
    assert len(plan.unplaced) == 1
    assert (plan.progress.planned, plan.progress.approved, plan.progress.published, plan.progress.wanted) == (
        4,
        2,
        1,
        3,
    )
    assert [one.name for one in plan.silent] == ["Karim Benali"]
    assert [(one.who.name, one.planned, one.approved, one.published) for one in plan.voices] == [
        ("Claire Martin", 4, 2, 1), ("Karim Benali", 0, 0, 0),
    ]  # fmt: skip
    assert plan.next_step
    assert plan.next_step.name == "Annonce"
    assert sum(len(week.posts) for week in plan.weeks) == 3
    (row,) = listed(Campaign.objects.all())
    assert (row.progress, row.done, row.milestones) == (plan.progress, 0, 2)


def draft_without_place(home: House) -> Post:
    post = post_on(home, 12, text="Sans créneau encore.")
    Post.objects.filter(pk=post.pk).update(slot=None)
    return post


def test_withdrawn_and_refused_posts_are_out_of_the_plan(home: House) -> None:
    found = campaign_of(home)
    posts = [post_on(home, 3 + n) for n in range(3)]
    actions.gather(found, posts, by=home.bruno, at=NOW)
    Post.objects.filter(pk=posts[0].pk).update(state="withdrawn")
    Post.objects.filter(pk=posts[1].pk).update(state="missed")
    plan = access.plan_for(home.member(home.bruno), found)
    assert [one.post.state for one in plan.items if one.post] == ["missed", "draft"]
    assert plan.progress.planned == 1


def test_a_leader_reads_the_campaigns_that_they_are_in_and_no_colleagues_words(
    home: House, abroad: House
) -> None:
    karim = colleague(home)
    theirs, others = campaign_of(home, leaders=[karim.pk]), campaign_of(home, name="Sans lui", leaders=[])
    actions.gather(theirs, [post_on(home, 3, text="Mots de Claire.")], by=home.bruno, at=NOW)
    said = read(karim.user, "campaign", theirs.pk)
    assert "Claire Martin" in said
    assert "Mots de Claire" not in said
    assert "C'est fait" not in said
    assert "Mots de Claire" in read(home.claire, "campaign", theirs.pk)
    listed_to_him = read(karim.user, "campaigns")
    assert theirs.name in listed_to_him
    assert others.name not in listed_to_him
    assert browser(abroad.bruno).get(reverse("campaign", args=[theirs.pk])).status_code == 404


def test_what_is_under_embargo_is_told_to_its_list_only(home: House) -> None:
    found, post = campaign_of(home), post_on(home, 3, text="Le secret.")
    actions.gather(found, [post], by=home.bruno, at=NOW)
    place_embargo(post, lifts_at=NOW + 2 * DAY, address="", readers=[], by=home.odile, at=NOW)
    assert "Le secret" not in read(home.bruno, "campaign", found.pk)
    assert "Le secret" in read(home.odile, "campaign", found.pk)
    foresight = again(found, starts_on=date(2026, 9, 1), now=NOW)
    assert [one.is_left_out for one in foresight.copies] == [True]


def test_posts_of_its_days_voices_and_themes_are_offered(home: House) -> None:
    karim = colleague(home)
    fits, late = post_on(home, 3), post_on(home, 40)
    taken = post_on(home, 5)
    found = campaign_of(home)
    actions.gather(campaign_of(home, name="Autre"), [taken], by=home.bruno, at=NOW)
    other = makers.published(home, at=NOW + 2 * DAY, leader=karim)
    member = home.member(home.bruno)
    assert access.offered_to(member, found) == [fits]
    assert {late.pk, other.post_id}.isdisjoint(one.pk for one in access.offered_to(member, found))
    browser(home.bruno).post(
        reverse("campaign_gather", args=[found.pk]), {"p": [fits.pk, "x", "99999999", "9" * 30]}
    )
    assert Post.objects.get(pk=fits.pk).campaign == found
    browser(home.bruno).post(reverse("campaign_release", args=[found.pk, fits.pk]))
    assert Post.objects.get(pk=fits.pk).campaign is None


def test_it_is_done_again_as_drafts_without_decisions(home: House) -> None:
    found = campaign_of(home)
    first, second = approved(home, where=slot(home, at=NOW + 2 * DAY)), post_on(home, 9)
    actions.gather(found, [first, second], by=home.bruno, at=NOW)
    step = actions.add_milestone(found, day=date(2026, 6, 9), name="Annonce", by=home.bruno, at=NOW)
    actions.tick(step, is_done=True, by=home.bruno, at=NOW)
    decisions = Decision.objects.count()
    copy = duplicate_campaign(
        found, name="Second bloc", starts_on=date(2026, 11, 2), with_posts=True, by=home.bruno, at=NOW
    )
    assert (copy.starts_on, copy.ends_on, copy.goal) == (date(2026, 11, 2), date(2026, 12, 1), found.goal)
    assert list(Milestone.objects.filter(campaign=copy).values_list("day", "done_at")) == [
        (date(2026, 11, 10), None)
    ]
    posts = list(Post.objects.filter(campaign=copy).order_by("slot__at").select_related("slot", "version"))
    assert [(one.state, one.copied_from_id, one.version.number) for one in posts] == [
        ("draft", first.pk, 1), ("draft", second.pk, 1),
    ]  # fmt: skip
    # The wall time stays, over the change of the clocks.
    assert [cadence.wall(one.slot.at, "Europe/Paris") for one in posts] == [
        (date(2026, 11, 4), time(10, 0)), (date(2026, 11, 10), time(11, 0)),
    ]  # fmt: skip
    assert Decision.objects.count() == decisions
    assert Entry.objects.get(verb="campaign.duplicated").details["of"] == found.pk


def test_what_cannot_come_along_is_said_before_and_left_out(home: House) -> None:
    karim, found = colleague(home), campaign_of(home)
    gone, clash = makers.published(home, at=NOW - 3 * DAY, leader=karim), post_on(home, 3)
    post_on(home, 13)
    actions.gather(found, [Post.objects.get(pk=gone.post_id), clash], by=home.bruno, at=NOW)
    Leader.objects.filter(pk=karim.pk).update(is_active=False)
    foresight = again(found, starts_on=date(2026, 6, 11), now=NOW)
    assert [(one.is_left_out, one.place, bool(one.why_not)) for one in foresight.copies] == [
        (True, None, True), (False, None, True),
    ]  # fmt: skip
    copy = duplicate_campaign(
        found, name="Encore", starts_on=date(2026, 6, 11), with_posts=True, by=home.bruno, at=NOW
    )
    assert list(copy.posts.values_list("copied_from", "slot")) == [(clash.pk, None)]


def test_the_page_shows_what_would_come_and_then_does_it(home: House) -> None:
    found = campaign_of(home)
    actions.gather(found, [post_on(home, 3)], by=home.bruno, at=NOW)
    bruno, page = browser(home.bruno), reverse("campaign_copy", args=[found.pk])
    given = {"name": "Second bloc", "starts_on": "2026-09-01", "with_posts": "on", "do": "show"}
    said = plain(bruno.post(page, given).content.decode())
    assert "1 brouillon" in said
    assert Campaign.objects.count() == 1
    bruno.post(page, given | {"do": "copy"})
    assert Campaign.objects.get(name="Second bloc").posts.count() == 1
    again_said = plain(bruno.post(page, given | {"do": "copy"}).content.decode())
    assert "Une campagne porte déjà ce nom." in again_said
    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ends_on": "2026-05-01"}, "Le dernier jour vient avant le premier."),
        ({"name": "Ouverture du bloc"}, "Une campagne porte déjà ce nom."),
        ({"posts_wanted": "-1"}, "problem"),
        ({"starts_on": "9999-12-30", "ends_on": "9999-12-31"}, "2100-12-31"),
    ],
)
def test_a_form_that_cannot_be_says_why(home: House, given: dict[str, str], said: str) -> None:
    campaign_of(home)
    words = {
        "name": "Autre",
        "goal": "Gardé.",
        "starts_on": "2026-06-01",
        "ends_on": "2026-06-30",
        "posts_wanted": "",
    }
    page = browser(home.bruno).post(reverse("campaign_new"), words | given)
    assert page.status_code == 422
    assert said in plain(page.content.decode())
    assert "Gardé." in page.content.decode()
    assert Campaign.objects.count() == 1


def test_neither_page_asks_more_for_more(home: House) -> None:
    found, client = campaign_of(home), browser(home.bruno)
    counts = []
    for n in range(2):
        actions.gather(found, [post_on(home, 3 + n * 6 + m) for m in range(5)], by=home.bruno, at=NOW)
        actions.add_milestone(found, day=date(2026, 6, 9 + n), name="Étape", by=home.bruno, at=NOW)
        campaign_of(home, name=f"Autre {n}")
        post_on(home, 20 + n)
        seen = []
        for address in (reverse("campaigns"), reverse("campaign", args=[found.pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            seen.append(len(caught))
        counts.append(seen)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25


def test_the_composer_puts_a_new_post_into_its_campaign_and_moves_it(home: House) -> None:
    found, other = campaign_of(home), campaign_of(home, name="Autre", leaders=[])
    bruno = browser(home.bruno)
    page = plain(bruno.get(reverse("post_new") + f"?campagne={found.pk}").content.decode())
    assert f'<option value="{found.pk}" selected>' in page
    typed = {
        "leader": str(home.leader.pk), "pillar": str(home.pillar.pk), "language": "fr", "text": "Une idée.", "audience": "PUBLIC",
        "campaign": str(found.pk), "do": "save",
    }  # fmt: skip
    bruno.post(reverse("post_new"), typed)
    post = Post.objects.get()
    assert post.campaign == found
    edit = reverse("post_edit", args=[post.pk])
    bruno.post(edit, typed | {"campaign": str(other.pk), "seen": "1"})
    assert Post.objects.get().campaign == other
    actions.close_campaign(other, lessons="Vu.", by=home.bruno, at=NOW)
    assert f'<option value="{other.pk}" selected>' in plain(bruno.get(edit).content.decode())
    bruno.post(edit, typed | {"campaign": "", "seen": "1"})
    assert Post.objects.get().campaign is None


def test_a_campaign_of_elsewhere_cannot_be_chosen(home: House, abroad: House) -> None:
    campaign_of(home)
    typed = {
        "leader": str(home.leader.pk), "pillar": str(home.pillar.pk), "language": "fr", "text": "Une idée.", "audience": "PUBLIC",
        "campaign": str(campaign_of(abroad).pk), "do": "save",
    }  # fmt: skip
    browser(home.bruno).post(reverse("post_new"), typed)
    assert not Post.objects.exists()
