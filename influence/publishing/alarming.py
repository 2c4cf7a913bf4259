"""An alarm that lasts is told to the operators: once a day for each alarm. A house whose beat stands still cannot say so:
whoever watches from outside asks for /sante/ and the metrics (docs/operations.md)."""

from datetime import datetime, timedelta

from influence.outbox.actions import queue
from influence.people.models import Organisation, Role
from influence.people.queries import people_of
from influence.publishing import words_of_health
from influence.publishing.health import Level, Sign, facts, signs
from influence.publishing.models import Pulse
from influence.publishing.pulses import ALARM

LASTS = timedelta(minutes=10)


def watch(*, now: datetime) -> list[Sign]:
    """Since when each alarm stands is a pulse. What was told of."""
    alarms = [sign for sign in signs(facts(now=now)) if sign.level is Level.BAD]
    names = [f"{ALARM}{sign.check}" for sign in alarms]
    Pulse.objects.filter(name__startswith=ALARM).exclude(name__in=names).delete()
    begun = {
        name: Pulse.objects.get_or_create(name=name, defaults={"seen_at": now})[0].seen_at for name in names
    }
    lasting = [sign for sign, name in zip(alarms, names, strict=True) if begun[name] <= now - LASTS]
    for sign in lasting:
        tell(sign, since=begun[f"{ALARM}{sign.check}"], now=now)
    return lasting


def tell(sign: Sign, *, since: datetime, now: datetime) -> None:
    """Every operator of the installation, in their own language, however many organisations they operate."""
    for organisation in Organisation.objects.order_by("pk"):
        for operator in people_of(organisation, Role.OPERATOR):
            queue(
                kind="health_alarm", dedup_key=f"health:{sign.check}:{now:%Y-%m-%d}:{operator.pk}", to=operator,
                language=operator.language, at=now, organisation=organisation,
                context={"sign": sign, "words": words_of_health, "since": since, "now": now, "zone": organisation.zone},
            )  # fmt: skip
