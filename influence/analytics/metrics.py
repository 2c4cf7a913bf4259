"""What an export can tell. Counts only: a rate is computed when it is read, from stored counts (R-1.1)."""

from enum import StrEnum


class Metric(StrEnum):
    IMPRESSIONS = "impressions"
    UNIQUE_IMPRESSIONS = "unique_impressions"
    REACH = "reach"
    ENGAGEMENTS = "engagements"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    RESHARES = "reshares"
    CLICKS = "clicks"
    SAVES = "saves"
    SENDS = "sends"
    FOLLOWERS = "followers"
    NEW_FOLLOWERS = "new_followers"
    PROFILE_VIEWS = "profile_views"
    PAGE_VIEWS = "page_views"
    VISITORS = "visitors"
    AUDIENCE = "audience"
    CONTENT_AUDIENCE = "content_audience"


class Part(StrEnum):
    """Of a page's figure; a member's figures have none."""

    ORGANIC = "organic"
    SPONSORED = "sponsored"


class Role(StrEnum):
    """What a column holds that is no figure."""

    DAY = "day"
    POST = "post"
    POSTED_ON = "posted_on"
    CATEGORY = "category"
    LABEL = "label"
    SHARE = "share"
    RATE = "rate"
    ASIDE = "aside"
    IGNORED = "ignored"


# How the meaning of a column is written down: a role, a metric, or a metric's part as "impressions:organic".
MEANINGS = frozenset(
    {role.value for role in Role}
    | {metric.value for metric in Metric}
    | {f"{metric}:{part}" for metric in Metric for part in Part}
)


METRICS = frozenset(metric.value for metric in Metric)


def is_figure(meaning: str) -> bool:
    return meaning.partition(":")[0] in METRICS
