"""What happened, in words: the verbs of the journal that the comms team wants to hear of. What a worker does every hour,
and what only an operator looks up, is in the journal and not here."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Sentence = Promise | str


class Genre(StrEnum):
    """The filters, by the word that the address has for them."""

    TEXTS = "textes"
    DECISIONS = "decisions"
    GOING_OUT = "mises-en-ligne"
    PLAN = "calendrier"
    PEOPLE = "comptes"


GENRES: dict[Genre, Sentence] = {
    Genre.TEXTS: _("Textes et remarques"),
    Genre.DECISIONS: _("Décisions"),
    Genre.GOING_OUT: _("Mises en ligne"),
    Genre.PLAN: _("Calendrier et règles"),
    Genre.PEOPLE: _("Comptes et personnes"),
}

VERBS: dict[Genre, dict[str, Sentence]] = {
    Genre.TEXTS: {
        "post.written": _("Brouillon écrit"),
        "post.revised": _("Texte repris"),
        "post.submitted": _("Soumise à son dirigeant"),
        "post.asked_again": _("Remise à décider"),
        "post.withdrawn": _("Retirée du calendrier"),
        "post.restored": _("Rétablie en brouillon"),
        "post.copied": _("Copiée"),
        "announcement.written": _("Annonce écrite en plusieurs voix"),
        "remark.opened": _("Remarque ouverte"),
        "remark.answered": _("Réponse à une remarque"),
        "remark.resolved": _("Remarque résolue"),
        "remark.reopened": _("Remarque rouverte"),
        "practice.starred": _("Bonne pratique retenue"),
        "practice.unstarred": _("Bonne pratique retirée"),
        "practice.proposed": _("Bonne pratique proposée"),
        "practice.accepted": _("Bonne pratique reprise"),
        "practice.declined": _("Bonne pratique déclinée"),
        "template.written": _("Modèle créé"),
        "template.rewritten": _("Modèle modifié"),
        "template.retired": _("Modèle mis de côté"),
        "template.brought_back": _("Modèle repris"),
    },
    Genre.DECISIONS: {
        "post.approved": _("Approuvée"),
        "post.returned": _("Modification demandée"),
        "post.refused": _("Refusée"),
        "post.reworded": _("Approuvée avec une correction de son dirigeant"),
        "approval.put_off": _("Décision remise à plus tard"),
        "approval.reminder": _("Relance envoyée"),
        "approval.escalation": _("Silence signalé à l'équipe"),
        "flag.raised": _("Second accord demandé"),
        "flag.cleared": _("Second accord donné"),
        "flag.objected": _("Second accord refusé"),
        "mandate.given": _("Mandat donné"),
        "mandate.revoked": _("Mandat révoqué"),
    },
    Genre.GOING_OUT: {
        "publication.published": _("Mise en ligne"),
        "publication.failed": _("Mise en ligne refusée par LinkedIn"),
        "publication.unclear": _("Sans réponse sûre de LinkedIn"),
        "publication.held": _("Retenue"),
        "publication.missed": _("Créneau manqué"),
        "publication.postponed": _("Nouvel essai prévu"),
        "publication.confirmed": _("Reconfirmée"),
        "publication.settled_live": _("Retrouvée en ligne"),
        "publication.settled_absent": _("Constatée absente de LinkedIn"),
        "publication.tried_again": _("Nouvel essai demandé"),
        "publication.hurried": _("Essai avancé"),
        "publication.cancelled": _("Mise en ligne annulée"),
        "publication.found": _("Retrouvée sur LinkedIn"),
        "publication.vanished": _("Disparue de LinkedIn"),
        "publication.correction_proposed": _("Correction proposée"),
        "publication.corrected": _("Texte corrigé sur LinkedIn"),
        "publication.removal_asked": _("Retrait de LinkedIn demandé"),
        "publication.removed": _("Retirée de LinkedIn"),
        "post.missed": _("Créneau manqué"),
    },
    Genre.PLAN: {
        "post.moved": _("Déplacée"),
        "post.embargoed": _("Mise sous embargo"),
        "post.release_confirmed": _("Communiqué confirmé : embargo levé"),
        "post.embargo_dropped": _("Embargo retiré"),
        "calendar.imported": _("Calendrier importé"),
        "recurrence.kept": _("Créneau récurrent enregistré"),
        "recurrence.ended": _("Créneau récurrent terminé"),
        "freeze.placed": _("Gel posé"),
        "freeze.released": _("Gel levé"),
        "period.added": _("Période de silence enregistrée"),
        "period.changed": _("Période de silence modifiée"),
        "period.cancelled": _("Période de silence annulée"),
        "line.kept": _("Ligne éditoriale modifiée"),
        "pillar.kept": _("Pilier modifié"),
        "topic.kept": _("Sujet sensible modifié"),
        "topic.stopped": _("Sujet sensible arrêté"),
        "topic.resumed": _("Sujet sensible repris"),
        "policy.changed": _("Règles de publication modifiées"),
        "waiver.withdrawn": _("Dérogation retirée"),
        "campaign.kept": _("Campagne enregistrée"),
        "campaign.duplicated": _("Campagne reprise à d'autres dates"),
        "campaign.closed": _("Campagne close"),
        "campaign.reopened": _("Campagne rouverte"),
        "milestone.added": _("Étape ajoutée au plan"),
        "milestone.done": _("Étape faite"),
        "milestone.undone": _("Étape remise à faire"),
        "milestone.dropped": _("Étape retirée du plan"),
        "slot.clashed": _("Deux créneaux au même instant"),
    },
    Genre.PEOPLE: {
        "account.connected": _("Compte connecté"),
        "account.disconnected": _("Compte déconnecté"),
        "account.reconnect_needed": _("Compte à reconnecter"),
        "account.page_added": _("Page ajoutée"),
        "account.page_lost": _("Page perdue"),
        "account.page_back": _("Page retrouvée"),
        "leader.added": _("Dirigeant ajouté"),
        "leader.amended": _("Dirigeant modifié"),
        "member.invited": _("Membre invité"),
        "member.removed": _("Membre retiré"),
        "member.role_changed": _("Rôle changé"),
    },
}

SENTENCES: dict[str, Sentence] = {
    verb: words for of_genre in VERBS.values() for verb, words in of_genre.items()
}


def age(since: datetime, *, now: datetime) -> str:
    """« depuis 3 jours »."""
    gone = max(now - since, timedelta())
    if gone >= timedelta(days=1):
        words = ngettext("depuis %(count)s jour", "depuis %(count)s jours", gone.days)
        return words % {"count": gone.days}
    hours = gone // timedelta(hours=1)
    if hours:
        return ngettext("depuis %(count)s heure", "depuis %(count)s heures", hours) % {"count": hours}
    minutes = gone // timedelta(minutes=1)
    if not minutes:
        return _now("à l'instant")
    return ngettext("depuis %(count)s minute", "depuis %(count)s minutes", minutes) % {"count": minutes}
