"""The words for what is foreseen: what will happen, what to do about it, who can, and where."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.publishing.foresight import A_DAY, AHEAD, FILES_READY_BY, Foreseen, Risk

Sentence = Promise | str


@dataclass(frozen=True)
class Advice:
    """`who` mends it: "leader", "editors" or "operators". `told` is how long before the slot they are written to; None where
    another mail of ours says it already. `place` names the page where it is mended, `label` its button."""

    happens: Sentence
    todo: Sentence
    who: str
    told: timedelta | None
    place: str
    label: Sentence

    def args(self, one: Foreseen) -> list[int]:
        return [one.post.pk] if self.place in OF_A_POST else []


OF_A_POST = ("post", "post_edit", "post_move", "embargo")
_ACCOUNTS = _("Voir les comptes")
_POST = _("Voir la publication")
TWO_DAYS = timedelta(hours=48)

RISKS: dict[Risk, Advice] = {
    Risk.FROZEN: Advice(
        _("Les mises en ligne sont gelées : elle sera retenue."),
        _("Levez le gel à deux, ou choisissez un autre créneau. Après le gel, chaque publication retenue se confirme."),
        "editors", A_DAY, "post_move", _("Choisir un autre créneau")),
    Risk.QUIET: Advice(
        _("Son créneau tombe dans une période de silence : elle sera retenue."),
        _("Choisissez un créneau en dehors de la période."),
        "editors", A_DAY, "post_move", _("Choisir un autre créneau")),
    Risk.EMBARGO: Advice(
        _("Son embargo n'est pas levé pour ce créneau : elle sera retenue."),
        _("Confirmez l'adresse du communiqué, qui doit figurer dans le texte, ou choisissez un créneau plus tardif."),
        "editors", A_DAY, "embargo", _("Voir l'embargo")),
    Risk.LEADER_LEFT: Advice(
        _("Son dirigeant ne prend plus la parole : elle ne sera pas mise en ligne."), _("Retirez-la du calendrier."),
        "editors", A_DAY, "post", _POST),
    Risk.RECONNECT: Advice(
        _("LinkedIn n'accepte plus l'autorisation du compte : elle sera retenue."),
        _("Le dirigeant reconnecte son compte ; moins d'une minute suffit."),
        "leader", TWO_DAYS, "accounts", _ACCOUNTS),
    Risk.PAGE_LOST: Advice(
        _("Le dirigeant ne peut plus publier sur cette page : elle sera retenue."),
        _("Demandez à un administrateur de la page de lui rendre son rôle, ou publiez sur son profil."),
        "editors", TWO_DAYS, "accounts", _ACCOUNTS),
    Risk.EXPIRES: Advice(
        _("L'autorisation du compte expire avant son créneau : elle sera retenue."),
        _("Le dirigeant renouvelle son autorisation ; moins d'une minute suffit."),
        # accounts.care and accounts.checks write to the leader, fifteen days to one day ahead.
        "leader", None, "accounts", _ACCOUNTS),
    Risk.NO_RIGHT: Advice(
        _("Le compte est connecté, mais sans le droit de publier : elle ne partira pas d'elle-même."),
        _("Le dirigeant reconnecte son compte et accorde ce droit ; s'il l'a déjà fait, prévenez l'exploitation."),
        "leader", TWO_DAYS, "accounts", _ACCOUNTS),
    Risk.BY_HAND: Advice(
        _("Le compte n'est pas connecté : le dirigeant la publiera lui-même, à l'heure dite."),
        _("Soyez disponible à cette heure, ou connectez le compte pour qu'elle parte d'elle-même."),
        "leader", A_DAY, "accounts", _ACCOUNTS),
    Risk.FILE_GONE: Advice(
        _("Une pièce jointe n'est plus dans la médiathèque : elle ne pourra pas partir."),
        _("Remettez le fichier, ou modifiez la publication et soumettez-la de nouveau."),
        "editors", AHEAD, "post_edit", _("Modifier la publication")),
    Risk.FILE_FAILED: Advice(
        _("LinkedIn n'a pas pris une pièce jointe : elle est retenue."),
        _("Demandez un nouvel essai, ou remplacez le fichier et soumettez de nouveau la publication."),
        # The hold itself is told at once (publishing.arriving).
        "editors", None, "post", _POST),
    Risk.FILE_LATE: Advice(
        _("Une pièce jointe n'est pas encore prête chez LinkedIn : elle pourrait manquer son créneau."),
        _("Rien à faire si le fichier finit d'arriver ; sinon, choisissez un autre créneau."),
        "editors", FILES_READY_BY, "post", _POST),
    Risk.UNDECIDED: Advice(
        _("La décision du dirigeant manque encore : sans elle, elle ne partira pas."),
        _("Le dirigeant est relancé ; appelez-le si l'heure approche."),
        # approval.actions.remind writes to the leader, then to the editors.
        "leader", None, "post", _POST),
    Risk.NO_APPROVER: Advice(
        _("Personne ne peut donner le second accord que demande un sujet sensible : elle ne partira pas."),
        _("Nommez une personne qui n'a ni écrit, ni soumis la publication, et qui n'en est pas le dirigeant."),
        "operators", AHEAD, "topics", _("Voir les sujets sensibles")),
    Risk.UNCLEARED: Advice(
        _("Le second accord manque encore : sans lui, elle ne partira pas."),
        _("Les personnes désignées sont relancées ; appelez-les si l'heure approche."),
        "editors", None, "post", _POST),
    Risk.COMMENT_BY_HAND: Advice(
        _("LinkedIn ne laisse pas Influence commenter pour ce compte : le premier commentaire sera à ajouter à la main."),
        _("Le dirigeant l'ajoutera juste après la mise en ligne : le texte lui sera envoyé."),
        "leader", A_DAY, "post", _POST),
}  # fmt: skip
