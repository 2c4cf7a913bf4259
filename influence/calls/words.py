"""What calls are for, and how the breaker stands, as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.calls.models import BreakerState
from influence.networks.ports import Purpose

PURPOSES: dict[Purpose, Promise] = {
    Purpose.PUBLISH: _("Mises en ligne"),
    Purpose.TOKEN: _("Contrôle des autorisations"),
    Purpose.YOUNG: _("Relevés des publications récentes"),
    Purpose.OLD: _("Relevés des publications anciennes"),
}

STATES: dict[BreakerState, Promise] = {
    BreakerState.CLOSED: _("Les appels passent."),
    BreakerState.OPEN: _("Tous les appels sont arrêtés ; les publications programmées attendent."),
    BreakerState.TRIAL: _("Un essai est permis : le prochain appel dira si LinkedIn répond de nouveau."),
    BreakerState.TRYING: _("L'essai est en cours."),
}
