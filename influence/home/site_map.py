"""Every page that one can go to without coming from another: the second way to find one, beside the menu (RGAA 12.1)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.editorial.flags import is_approver
from influence.people.mandates import was_ever_given
from influence.people.models import Membership, Role

EVERYBODY = frozenset(Role)
OPERATORS = frozenset({Role.OPERATOR})
EDITORS = OPERATORS | {Role.EDITOR}
SPEAKERS = EDITORS | {Role.LEADER}
LEADERS = frozenset({Role.LEADER})
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Place:
    """A page by the name of its address, and whom it is for: by their role, or by what somebody asked of them."""

    name: str
    label: Promise
    roles: frozenset[Role] = EVERYBODY
    also: Callable[[Membership], bool] | None = None

    def is_open_to(self, member: Membership) -> bool:
        return member.role in self.roles or (self.also is not None and self.also(member))


@dataclass(frozen=True)
class Part:
    heading: Promise
    places: tuple[Place, ...]


PARTS = (
    Part(_("Ce qui vous attend"), (
        Place("my_page", _("Ma page"), LEADERS),
        Place("queue", _("À décider"), LEADERS, also=was_ever_given),
        Place("second_approvals", _("Seconds accords"), NOBODY, also=is_approver),
        Place("decided_for", _("Ce qui a été décidé en mon nom"), LEADERS),
        Place("activity", _("Activité"), EDITORS),
        Place("foresight", _("À prévoir"), EDITORS),
        Place("to_confirm", _("À confirmer après un gel"), EDITORS),
    )),
    Part(_("Le calendrier"), (
        Place("calendar", _("Le mois")),
        Place("calendar_week", _("La semaine")),
        Place("calendar_list", _("La liste")),
        Place("calendar_board", _("Par état")),
        Place("calendar_lanes", _("Par dirigeant")),
        Place("recurrences", _("Créneaux récurrents"), EDITORS),
        Place("periods", _("Périodes de silence"), EDITORS),
        Place("campaigns", _("Campagnes"), SPEAKERS),
        Place("import_calendar", _("Importer un calendrier"), EDITORS),
        Place("export", _("Exporter le calendrier"), EDITORS),
        Place("feeds", _("Mes calendriers, pour mon agenda")),
    )),
    Part(_("Écrire"), (
        Place("post_new", _("Nouvelle publication"), EDITORS),
        Place("announcement_new", _("Nouvelle annonce en plusieurs voix"), EDITORS),
        Place("templates", _("Modèles"), EDITORS),
        Place("library", _("Médiathèque"), EDITORS),
        Place("watch", _("Veille"), EDITORS),
        Place("sources", _("Sources de la veille"), EDITORS),
        Place("lines", _("Lignes éditoriales"), SPEAKERS),
        Place("coverage", _("Couverture"), EDITORS),
        Place("practices", _("Bonnes pratiques"), SPEAKERS),
    )),
    Part(_("Mettre en ligne"), (
        Place("publications", _("Mises en ligne"), EDITORS),
        Place("freezes", _("Geler les publications"), SPEAKERS),
        Place("accounts", _("Comptes LinkedIn"), SPEAKERS),
        Place("calls", _("Appels à LinkedIn"), EDITORS),
    )),
    Part(_("Mesurer"), (
        Place("reports", _("Rapports")),
        Place("analytics", _("Chiffres importés"), SPEAKERS),
    )),
    Part(_("Organisation"), (
        Place("organisation", _("Organisation et membres"), OPERATORS),
        Place("policy", _("Règles de publication"), EDITORS),
        Place("topics", _("Sujets sensibles"), OPERATORS),
        Place("messages_list", _("Courriers"), OPERATORS),
        Place("health", _("Santé"), OPERATORS),
    )),
    Part(_("Moi"), (
        Place("profile", _("Mon compte")),
        Place("rhythm", _("Mes courriers")),
        Place("mfa_list_webauthn", _("Mes clés d'accès")),
        Place("mandates", _("Mandats")),
        Place("account_change_password", _("Mot de passe")),
    )),
)  # fmt: skip


def open_to(member: Membership) -> Iterator[tuple[Promise, list[Place]]]:
    """What this person may open, part by part."""
    for part in PARTS:
        if places := [place for place in part.places if place.is_open_to(member)]:
            yield part.heading, places
