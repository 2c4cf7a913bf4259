from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.accounts.models import App

APPS: dict[App, Promise] = {
    App.SELF_SERVE: _("Application en libre-service"),
    App.COMMUNITY: _("Application Community Management"),
}
