from django.shortcuts import get_object_or_404

from influence.outbox.models import Message


def message_for(organisation_id: int, pk: int) -> Message:
    """A mail of this organisation; another organisation's does not exist."""
    return get_object_or_404(Message, pk=pk, organisation_id=organisation_id)
