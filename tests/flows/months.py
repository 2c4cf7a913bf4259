"""A small month, put on the demo's stage: five posts of two leaders, each with another fate, read all along."""

from datetime import date, datetime, time, timedelta

from influence.core.cadence import instant
from influence.demo import backstage, story
from influence.demo.cast import Cast
from influence.demo.story import Fate
from influence.editorial.importing import import_calendar, plan, read
from influence.editorial.models import Post
from influence.engagement.moments import AGES
from tests.flows.outside import Outside
from tests.makers import House

JUNE = date(2026, 6, 1)
CALENDAR = """\
date;heure;dirigeant;pilier;texte
09/06/2026;9h00;Claire Martin;Transformation;"Hier, au bloc, une équipe m'a appris (vraiment) quelque chose.

Je le partage ici. #QualitéDesSoins"
11/06/2026;08:30;Karim Benali;Qualité des soins;Trois mois de travail * deux services = une idée simple.
12/06/2026;18h15;Claire Martin;Transformation;Nous avons réussi à réduire l'attente de moitié.
16/06/2026;9h00;Karim Benali;Transformation;Une prise de position que je n'aurais pas écrite ainsi.
18/06/2026;9h00;Claire Martin;Qualité des soins;Ce que personne n'a relu ne part pas.
"""
FATES = (Fate.APPROVED, Fate.APPROVED, Fate.RETURNED, Fate.REFUSED, Fate.SILENT)


def opening(home: House) -> datetime:
    return story.opening(JUNE, home.organisation.zone)


def after(home: House) -> datetime:
    """Eight o'clock on the first of July: the month's report is due."""
    return instant(date(2026, 7, 1), time(8), home.organisation.zone)


def fill(home: House, *, at: datetime) -> list[Post]:
    planned = plan(read(CALENDAR.encode()), organisation=home.organisation, now=at)
    assert not planned.problems, planned.problems
    return list(import_calendar(planned, by=home.bruno, at=at).created)


def play(outside: Outside, months: list[tuple[Cast, list[Post]]], *, end: datetime) -> None:
    """The months of several organisations, side by side."""
    stage = story.Stage(sandbox=outside.sandbox, until=end)
    for cast, posts in months:
        for rank, (post, fate) in enumerate(zip(posts, FATES, strict=True)):
            put_on(stage, post, fate=fate, rank=rank, editor_id=cast.editors[0].pk)
    for day in range(30):
        stage.at(instant(JUNE, time(23), "Europe/Paris") + timedelta(days=day), observed)
    stage.at(end, lambda now: backstage.report(now=now))
    stage.play(lambda _day: None)


def put_on(stage: story.Stage, post: Post, *, fate: Fate, rank: int, editor_id: int) -> None:
    assert post.slot
    due = post.slot.at
    submitted = due - timedelta(days=3)
    stage.at(submitted, lambda now: story.submitted_by(post, editor_id=editor_id, now=now))
    stage.at(
        submitted + timedelta(hours=5 + rank), lambda now: story.decided_on(stage, post, fate=fate, now=now)
    )
    for moment in (due, due + timedelta(seconds=30)):
        stage.at(moment, lambda now: backstage.publish(now=now))
    for age in AGES:
        stage.at(due + age + timedelta(seconds=30), observed)


def observed(now: datetime) -> None:
    backstage.observe(now=now)
