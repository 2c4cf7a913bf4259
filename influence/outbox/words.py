"""States and kinds of mail as an operator reads them."""

from django.utils.translation import gettext_lazy as _

from influence.outbox.models import MessageState

STATES = {
    MessageState.QUEUED: _("en attente"),
    MessageState.SENDING: _("en cours d'envoi"),
    MessageState.SENT: _("envoyé"),
    MessageState.FAILED: _("non remis"),
    MessageState.WAITING: _("attend un résumé"),
    MessageState.FOLDED: _("repris dans un résumé"),
}
MARKS = {
    MessageState.QUEUED: "wait",
    MessageState.SENDING: "wait",
    MessageState.SENT: "good",
    MessageState.FAILED: "bad",
    MessageState.WAITING: "wait",
    MessageState.FOLDED: "good",
}
