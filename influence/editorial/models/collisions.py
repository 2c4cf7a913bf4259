"""Posts that get in each other's way, and who let them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from influence.editorial.models.posts import Post


class Collision(models.TextChoices):
    """What two posts of an organisation share (R-2.8)."""

    HOUR = "hour", _("la même heure")
    THEME = "theme", _("le même thème dans les 24 heures")
    ALIKE = "alike", _("presque le même texte")


class Waiver(models.Model):
    """Somebody saw that a post collides with another one, and let it stand. It holds for those two posts and that reason of
    colliding; `content_hash` is what was let stand where the words are the matter, else empty."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="waivers")
    other = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Collision)
    content_hash = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("raison"))
    waived_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "other", "kind", "content_hash"], name="waiver_once"),
            models.CheckConstraint(condition=Q(kind__in=Collision.values), name="waiver_kind_known"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="waiver_says_why"),
            models.CheckConstraint(condition=~Q(post=F("other")), name="waiver_of_two"),
        ]
