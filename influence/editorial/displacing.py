"""Which posts a period lies on: shown before it is kept."""

from django.db.models import Exists, OuterRef, QuerySet

from influence.editorial.models import Flag, Post
from influence.editorial.stops import WAITING
from influence.safeguards.models import Period


def displaced(period: Period) -> "QuerySet[Post]":
    """Planned within it and not gone yet, the next first; of its leader and its topic, where it has one."""
    found = Post.objects.filter(
        organisation=period.organisation_id, state__in=WAITING, slot__at__gte=period.starts_at, slot__at__lt=period.ends_at
    )  # fmt: skip
    if period.leader_id:
        found = found.filter(leader=period.leader_id)
    if period.topic_id:
        flags = Flag.objects.filter(version=OuterRef("version"), topic=period.topic_id)
        found = found.filter(Exists(flags))
    return found.select_related("leader", "slot", "pillar").order_by("slot__at", "pk")
