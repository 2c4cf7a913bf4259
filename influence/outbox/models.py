from django.db import models
from django.db.models import Q


class MessageState(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    # It can wait, and its reader wants such mails together (home.digests): held back, then told in another mail.
    WAITING = "waiting"
    FOLDED = "folded"


class Message(models.Model):
    """A mail as a row: written in the transaction that needs it, sent by a worker, visible when it fails.

    `dedup_key` names the reason for the mail, so that the same reason never mails twice. A worker killed between
    the SMTP answer and its commit sends again under the same Message-ID: receivers fold the two into one."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    kind = models.CharField(max_length=40)
    dedup_key = models.CharField(max_length=200, unique=True)
    to_email = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    # A mail that carries a code keeps its words only until it has been sent.
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    claim_token = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    # After this instant the mail is of no use (a code that has expired): it is not sent any more.
    expires_at = models.DateTimeField(null=True)
    # Whoever reads it only then reads it too late.
    answer_by = models.DateTimeField(null=True)
    # Where one click ends such mails (RFC 8058), for those that nobody needs.
    unsubscribe = models.URLField(max_length=300, blank=True, default="", db_default="")
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, claim_token__isnull=False)
                | ~Q(state=MessageState.SENDING),
                name="message_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="queued"), name="message_queued"),
            models.Index(
                fields=["organisation", "to_email"], condition=Q(state="waiting"), name="message_waiting"
            ),
            models.Index(fields=["claimed_until"], condition=Q(state="sending"), name="message_sending"),
            models.Index(
                fields=["organisation", "-created_at"], condition=Q(state="failed"), name="message_failed"
            ),
        ]


class Attachment(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    # Set for a picture shown inside the HTML part (`cid:`), empty for a file to open.
    content_id = models.CharField(max_length=100, blank=True)
    content = models.BinaryField()
