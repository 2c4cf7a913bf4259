from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.campaigns.queries import Standing

STANDINGS: dict[Standing, Promise | str] = {
    Standing.RUNNING: _("en cours"),
    Standing.COMING: _("à venir"),
    Standing.PAST: _("passée, à clore"),
    Standing.CLOSED: _("close"),
}
CHIPS = {Standing.RUNNING: "good", Standing.COMING: "wait", Standing.PAST: "warn", Standing.CLOSED: ""}
GROUPS: tuple[tuple[Promise | str, tuple[Standing, ...]], ...] = (
    (_("En cours"), (Standing.RUNNING,)),
    (_("À venir"), (Standing.COMING,)),
    (_("Passées"), (Standing.PAST, Standing.CLOSED)),
)
