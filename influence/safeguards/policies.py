"""An organisation's policy, and the same in SQL."""

from influence.people.models import Organisation
from influence.safeguards.models import Policy


def policy_of(organisation: Organisation) -> Policy:
    """Its row, or the defaults (not saved)."""
    return Policy.objects.filter(organisation=organisation).first() or Policy(organisation=organisation)


def setting(name: str) -> str:
    """SQL for one of the numbers above, where `policy` is a LEFT JOIN on the organisation's row."""
    return f"COALESCE(policy.{name}, {int(Policy._meta.get_field(name).default)})"


# Needs `publication`.
JOIN_POLICY = "LEFT JOIN safeguards_policy policy ON policy.organisation_id = publication.organisation_id"
