from django.utils.text import Truncator
from django.utils.translation import gettext as _

from influence.core.text import plain
from influence.editorial.models import Post, Version

LENGTH = 70


def title(post: Post, version: Version | None) -> str:
    """Who speaks, and how it begins. For whoever may read it."""
    text = plain(version.text).strip() if version else ""
    first = Truncator(text.partition("\n")[0]).chars(LENGTH)
    return _("%(leader)s · %(words)s") % {"leader": post.leader.name, "words": first or _("texte vide")}
