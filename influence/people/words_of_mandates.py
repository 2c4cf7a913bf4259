from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.people.mandates import Standing

STANDINGS: dict[Standing, Promise | str] = {
    Standing.COMING: _("à venir"),
    Standing.RUNNING: _("en cours"),
    Standing.OVER: _("terminé"),
    Standing.REVOKED: _("retiré"),
}
CHIPS: dict[Standing, str] = {
    Standing.COMING: "wait",
    Standing.RUNNING: "good",
    Standing.OVER: "",
    Standing.REVOKED: "warn",
}
