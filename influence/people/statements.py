"""What an organisation says of the accessibility of its Influence."""

from datetime import date, timedelta

from influence.people.models import Conformity, Organisation, Statement

# A declaration holds three years from its audit at most (arrêté of 20 September 2019, art. 6). Days, not anniversaries: a
# leap day must not lengthen it.
VALID = timedelta(days=3 * 365)


def statement_of(organisation: Organisation) -> Statement | None:
    return getattr(organisation, "statement", None)


def conformity(statement: Statement | None, *, today: date) -> Conformity:
    """The state that may be shown today: without a valid audit, none."""
    if statement is None or is_too_old(statement, today=today):
        return Conformity.NONE
    return Conformity(statement.conformity)


def is_too_old(statement: Statement, *, today: date) -> bool:
    return statement.audited_on is not None and today - statement.audited_on > VALID
