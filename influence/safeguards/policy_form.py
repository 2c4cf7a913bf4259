"""The rules of publication as people read and change them: each with its unit, its bounds and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.safeguards.models import Policy
from influence.web import dates

MINUTES, HOURS, SECONDS, DAYS = _("%(num)s min"), _("%(num)s h"), _("%(num)s s"), _("%(num)s j")


@dataclass(frozen=True)
class Rule:
    """`bounds` are those of the table's constraint (models.Policy); without them it is an hour of the day."""

    name: str
    label: Promise | str
    why: Promise | str
    unit: Promise | str = ""
    bounds: tuple[int, int] | None = None

    @property
    def default(self) -> Any:
        return Policy._meta.get_field(self.name).get_default()  # type: ignore[union-attr]

    def said(self, value: Any) -> str:
        return str(self.unit) % {"num": value} if self.bounds else dates.hour(value)

    def span(self) -> str:
        if self.bounds is None:
            return _now("Par défaut %(default)s.") % {"default": self.said(self.default)}
        least, most = map(self.said, self.bounds)
        facts = {"default": self.said(self.default), "least": least, "most": most}
        return _now("Par défaut %(default)s ; de %(least)s à %(most)s.") % facts


RULES = (
    Rule("min_gap_hours", _("Écart entre deux publications d'un même dirigeant (heures)"),
         _("Deux prises de parole trop proches se volent leurs lecteurs, et la seconde a l'air d'une campagne."),
         HOURS, (0, 168)),
    Rule("spacing_minutes", _("Écart entre deux dirigeants (minutes)"),
         _("Un CoDir qui parle d'une seule voix à la même heure a l'air d'un automate."),
         MINUTES, (0, 1440)),
    Rule("theme_hours", _("Écart entre deux dirigeants sur le même thème (heures)"),
         _("Deux voix sur le même pilier le même jour se répètent plus qu'elles ne se complètent. 0 : ne rien demander."),
         HOURS, (0, 168)),
    Rule("alike_days", _("Textes presque identiques (jours, avant et après)"),
         _("Dix dirigeants qui disent la même chose dans les mêmes mots, cela se voit. 0 : ne rien comparer."),
         DAYS, (0, 180)),
    Rule("jitter_seconds", _("Étalement des départs (secondes)"),
         _("Une publication part jusqu'à tant de secondes après son créneau, jamais avant : personne n'écrit à la seconde près."),
         SECONDS, (0, 90)),
    Rule("catch_up_minutes", _("Rattrapage après une panne (minutes)"),
         _("En retard d'autant au plus, une publication part encore d'elle-même ; un texte approuvé pour une heure ne vaut "
           "pas pour toutes."),
         MINUTES, (1, 30)),
    Rule("undated_hours", _("Rattrapage de ce qui n'est pas daté (heures)"),
         _("Ce qui ne dépend pas du jour peut attendre plus longtemps ; au-delà, le dirigeant est consulté de nouveau."),
         HOURS, (0, 6)),
    Rule("late_approval_minutes", _("Accord tardif (minutes)"),
         _("Un accord donné après le créneau vaut encore pendant ce temps ; ensuite il faut un nouveau créneau."),
         MINUTES, (0, 120)),
    Rule("cooling_off_minutes", _("Délai après un accord tardif (minutes)"),
         _("Entre un accord tardif et le départ, le dirigeant peut encore se raviser."),
         MINUTES, (1, 120)),
    Rule("opens_at", _("Pas avant"),
         _("Ce qui part en retard ne part pas la nuit : c'est l'heure du fuseau du créneau.")),
    Rule("closes_at", _("Pas après"),
         _("Un départ tardif s'arrête à cette heure du fuseau du créneau ; un créneau choisi exprès n'est pas concerné.")),
)  # fmt: skip

RESUBMITS = _("Renvoyer une fois le même texte quand la réponse de LinkedIn s'est perdue")
RESUBMITS_WHY = _(
    "LinkedIn refuse le plus souvent un texte qu'il a déjà, mais ne le promet pas : sans cette règle, une personne regarde "
    "d'abord si la publication est en ligne."
)


class PolicyForm(forms.Form):
    """Made in the language of the request. What is wrong with a number is said with its bounds."""

    def __init__(self, data: Mapping[str, Any] | None, *, policy: Policy) -> None:
        names = [rule.name for rule in RULES] + ["resubmits"]
        super().__init__(data, initial={name: getattr(policy, name) for name in names})
        for rule in RULES:
            self.fields[rule.name] = number(rule) if rule.bounds else hour(rule)
        self.fields["resubmits"] = forms.BooleanField(
            label=RESUBMITS, required=False, help_text=RESUBMITS_WHY
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("Cette heure doit venir après celle de « Pas avant »."))
        return cleaned


def number(rule: Rule) -> forms.IntegerField:
    least, most = rule.bounds or (0, 0)
    wrong = _now("Indiquez un nombre entier, de %(least)s à %(most)s.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=rule.label, help_text=hint(rule), min_value=least, max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "weight"}),
    )  # fmt: skip


def hour(rule: Rule) -> forms.TimeField:
    wrong = _now("Indiquez une heure, par exemple 07:00.")
    return forms.TimeField(
        label=rule.label, help_text=hint(rule), error_messages={"required": wrong, "invalid": wrong},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip


def hint(rule: Rule) -> str:
    return f"{rule.why} {rule.span()}"


def shown(policy: Policy) -> list[tuple[Rule, str]]:
    """Each rule with its value in words, for those who may not change it."""
    return [(rule, rule.said(getattr(policy, rule.name))) for rule in RULES]
