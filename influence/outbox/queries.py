from django.db.models import QuerySet

from influence.outbox.models import Message, MessageState

# A page of mails: the words stay in the database.
SHOWN = 200


def messages_of(organisation_id: int, *, state: str = "") -> list[Message]:
    """The newest mails of an organisation, without their words."""
    return list(in_state(Message.objects.filter(organisation_id=organisation_id), state).defer("text", "html")
                .order_by("-created_at", "-id")[:SHOWN])  # fmt: skip


def in_state(messages: QuerySet[Message], state: str) -> QuerySet[Message]:
    return messages.filter(state=state) if state in MessageState.values else messages


def failed_count(organisation_id: int) -> int:
    return Message.objects.filter(organisation_id=organisation_id, state=MessageState.FAILED).count()
