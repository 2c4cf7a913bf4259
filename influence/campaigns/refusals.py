from django.utils.translation import gettext_lazy as _

from influence.editorial.refusals import Refusal


class NameTaken(Refusal):
    sentence = _("Une campagne porte déjà ce nom.")


class Closed(Refusal):
    sentence = _("Cette campagne est close : rouvrez-la pour la changer.")


class MilestoneTwice(Refusal):
    sentence = _("Cette étape est déjà dans le plan, ce jour-là.")
