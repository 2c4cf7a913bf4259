"""Which mails can wait for a digest, and why the others cannot: every kind of mail stands here once."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


class Leaves(StrEnum):
    WITH_OTHERS = "with_others"
    IN_RHYTHM = "in_rhythm"
    AFTER_REST = "after_rest"
    AT_ONCE = "at_once"


WHEN: dict[Leaves, Words] = {
    Leaves.WITH_OTHERS: _("peut attendre"),
    Leaves.IN_RHYTHM: _("à votre rythme"),
    Leaves.AFTER_REST: _("après vos heures de repos"),
    Leaves.AT_ONCE: _("aussitôt"),
}


@dataclass(frozen=True)
class Group:
    """Mails that are alike, as the page of rhythms names them."""

    what: Words
    why: Words
    kinds: tuple[str, ...]
    when: Leaves = Leaves.AT_ONCE


GROUPS = (
    Group(
        _("Une publication est approuvée ou refusée"), _("Il n'y a rien à faire avant son créneau."),
        ("draft_approved", "draft_approved_reworded", "draft_refused"), when=Leaves.WITH_OTHERS,
    ),
    Group(
        _("Une modification est demandée"), _("Attend, sauf si le créneau est proche : il faut alors reprendre le texte à temps."),
        ("draft_returned",), when=Leaves.WITH_OTHERS,
    ),
    Group(
        _("Une réponse est annulée"), _("La publication est de nouveau en relecture."), ("answer_taken_back",), when=Leaves.WITH_OTHERS,
    ),
    Group(_("Une remarque"), _("On en parle sur la page de la publication."), ("remark",), when=Leaves.WITH_OTHERS),
    Group(
        _("Une bonne pratique est proposée, ou sa réponse"), _("Elle reste sur la page des bonnes pratiques."),
        ("practice_proposed", "practice_answered"), when=Leaves.WITH_OTHERS,
    ),
    Group(
        _("Une heure ou une source change"), _("Une nouvelle : rien ne presse."), ("slot_shifted", "source_failing"),
        when=Leaves.WITH_OTHERS,
    ),
    # Held back by the room that writes them (approval.holding), by the same clock.
    Group(
        _("Un brouillon attend votre décision"), _("Jamais plus tard que la dernière relance avant son créneau."),
        ("draft_to_approve", "drafts_to_approve", "draft_to_decide_for"), when=Leaves.IN_RHYTHM,
    ),
    # Each says at which hour it would come too late (`answer_by`): it then leaves at once.
    Group(
        _("Un second accord, ou une décision prise en votre nom"), _("Sauf si le créneau est trop proche pour réagir ensuite."),
        ("second_approval", "second_approval_refused", "decided_for_you"), when=Leaves.AFTER_REST,
    ),
    # In working hours, and by the room that writes them (approval.reminding): only the last one before a slot, and the
    # word to the editors after it, ask for an answer today and spare nobody's rest.
    Group(
        _("Une relance"), _("Un créneau approche."), ("approval_reminder", "approval_escalation"),
    ),
    # The post was on its way: its slot is empty now, and a day may be too short to fill it.
    Group(_("Un accord est repris"), _("Quelqu'un comptait dessus."), ("approval_taken_back",)),
    Group(
        _("Une mise en ligne est arrêtée, en doute, retrouvée ou à faire à la main"), _("Quelqu'un doit regarder."),
        ("publication_broken_off", "publication_by_hand", "publication_change", "publication_comment", "publication_correction",
         "publication_failed", "publication_foreseen", "publication_found", "publication_held", "publication_missed",
         "publication_removal", "publication_unclear", "publication_vanished", "publications_held", "freeze_placed",
         "slot_clash"),
    ),
    Group(
        _("Un compte LinkedIn est à connecter"), _("Sans ce compte, rien ne part."),
        ("account_expires", "account_invite", "account_late", "account_late_team", "account_lost", "account_page_lost",
         "account_page_lost_team", "account_reconnect"),
    ),
    Group(
        _("Votre accès, vos mandats, un code"), _("C'est votre sécurité."),
        ("added_to_organisation", "approval_code", "invitation", "mandate_given", "mandate_revoked", "passkey_added",
         "passkey_removed", "password_changed", "password_reset"),
    ),
    Group(_("Une panne"), _("L'exploitation doit agir."), ("breaker_tripped", "health_alarm")),
    Group(_("Le rapport du mois, et les résumés"), _("Ils ont leur jour."), ("report", "digest")),
)  # fmt: skip

CAN_WAIT = [kind for group in GROUPS if group.when == Leaves.WITH_OTHERS for kind in group.kinds]
AFTER_REST = [kind for group in GROUPS if group.when == Leaves.AFTER_REST for kind in group.kinds]
