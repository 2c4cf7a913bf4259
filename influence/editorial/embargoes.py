"""Who may read a post that waits for its press release: its leader and the people of its list, until somebody confirmed
that the release is out (domain.md R-2.10). Everybody else sees that a place is taken."""

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.editorial.models import Embargo, Post, Version
from influence.people.models import User


def sealed() -> Q:
    """Posts under an embargo that nobody has lifted. What is live everybody reads anyway."""
    waits = Q(pk__in=Embargo.objects.filter(confirmed_at=None).values("post_id"))
    return waits & ~Q(state=PostState.PUBLISHED)


def sealed_from(user_id: int) -> Q:
    """Posts whose words this person may not read now."""
    return sealed() & ~Q(leader__user=user_id) & ~listed(user_id)


def listed(user_id: int) -> Q:
    """Posts that an embargo's list lets this person read."""
    return Q(pk__in=Embargo.objects.filter(readers=user_id).values("post_id"))


def may_read(post: Post, user: User) -> bool:
    return not Post.objects.filter(sealed_from(user.pk), pk=post.pk).exists()


def embargo_of(post: Post) -> Embargo | None:
    return Embargo.objects.filter(post=post).select_related("confirmed_by", "created_by").first()


def as_read_by(version: Version, user: User, *, of: Post) -> Version:
    """For a mail: the version itself, or one without its words and all that goes with them."""
    if may_read(of, user):
        return version
    with translation.override(user.language):
        words = _("Texte sous embargo : il n'est lu que par les personnes de sa liste.")
    return Version(
        post=of, number=version.number, text=words, account=version.account, language=user.language
    )
