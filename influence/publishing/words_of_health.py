"""What the signs of health say, and what to do about each. Plain sentences: whoever reads them is called at night."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from babel import dates as cldr
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from influence.accounts.budget.words import APPS
from influence.accounts.models import App
from influence.outbox.health import Post
from influence.publishing.gauges import Stuck
from influence.publishing.health import Check, Level, Sign
from influence.web.dates import locale, number

LEVELS: Mapping[Level, Promise] = {
    Level.GOOD: _("tout va bien"),
    Level.WARN: _("à surveiller"),
    Level.BAD: _("alarme"),
}
# Beside the words, never in their place.
ICONS: Mapping[Level, str] = {Level.GOOD: "✓", Level.WARN: "△", Level.BAD: "✕"}

TITLES: Mapping[Check, Promise] = {
    Check.BROKER: _("Redis, entre les processus"),
    Check.BEAT: _("Battement de l'horloge"),
    Check.HOSTS: _("Machines au travail"),
    Check.CLOCKS: _("Horloges des machines"),
    Check.SWEEPS: _("Tours de garde"),
    Check.BREAKER: _("Disjoncteur de LinkedIn"),
    Check.OVERDUE: _("Mises en ligne en retard"),
    Check.STUCK: _("Lignes bloquées"),
    Check.UNCLEAR: _("Mises en ligne à vérifier"),
    Check.MAILS: _("Courriers"),
    Check.CALLS: _("Budget d'appels"),
    Check.DISK: _("Disque de la médiathèque"),
    Check.KEYS: _("Clés des jetons"),
}

# What whoever runs the machine does about it.
ACTIONS: Mapping[Check, Promise] = {
    Check.BROKER: _("Redémarrez Redis (ou Valkey), ou rétablissez le réseau vers lui. Rien n'est perdu : la base de données sait ce qui est dû."),
    Check.BEAT: _("Regardez si le processus beat tourne, et si un worker prend la file publish. Redémarrez celui qui manque : beat d'abord."),
    Check.HOSTS: _("Aucun worker ne travaille : démarrez-en un. Les publications dues attendent, et sont manquées au-delà de leur délai de rattrapage."),
    Check.CLOCKS: _("Remettez l'horloge de la machine nommée à l'heure (NTP). À plus de trente secondes d'écart elle ne publie rien ; les autres continuent."),
    Check.SWEEPS: _("Regardez le journal du worker : une erreur s'y répète, ou tous ses processus sont occupés. Redémarrez-le ; une ligne prise est rendue d'elle-même."),
    Check.BREAKER: _("Réglez LINKEDIN_VERSION sur un mois plus récent et redémarrez web et workers."),
    Check.OVERDUE: _("Regardez d'abord les autres alarmes. Sinon : trop peu de workers pour ce qui est dû ; ajoutez-en un."),
    Check.STUCK: _("Aucune ligne ne devrait rester là si longtemps. Redémarrez les workers ; si cela revient, cherchez l'erreur dans leur journal et signalez-la."),
    Check.UNCLEAR: _("Une personne regarde le profil et répond sur la page de la mise en ligne. Rien n'est renvoyé sans elle."),
    Check.MAILS: _("Lisez ce que le serveur de courrier répond sur la page Courriers, corrigez SMTP_URL ou le serveur : les essais continuent seuls."),
    Check.CALLS: _("Voyez la page du budget d'appels : les relevés attendent minuit UTC, les mises en ligne passent."),
    Check.DISK: _("Libérez de la place ou agrandissez le disque de MEDIA_DIR, sinon aucun fichier ne pourra être déposé."),
    Check.KEYS: _("Remettez la clé qui manque dans TOKEN_KEYS, ou lancez rotate-keys pour finir la rotation."),
}  # fmt: skip

STUCK: Mapping[Stuck, Promise] = {
    Stuck.APPROVED: _("approuvées et jamais programmées"),
    Stuck.DUE: _("dues, au-delà de leur délai"),
    Stuck.CLAIMED: _("prises par un worker et jamais commencées"),
    Stuck.SENDING: _("en cours d'envoi sans fin"),
    Stuck.UNCLEAR: _("à vérifier, et que personne ne recherche"),
    Stuck.HELD: _("retenues au-delà de leur délai"),
    Stuck.CHECKED: _("en ligne, et jamais revues"),
    Stuck.UPLOAD: _("fichiers qui n'arrivent pas chez LinkedIn"),
    Stuck.COMMENT: _("premiers commentaires"),
    Stuck.CHANGE: _("corrections et suppressions"),
    Stuck.MAIL: _("courriers que personne ne prend"),
}

Values = Mapping[str, Any]


def said(sign: Sign, *, now: datetime) -> str:
    """What there is, in the reader's language."""
    return SAYINGS[sign.check](sign.values, now)


def span(length: timedelta) -> str:
    """« 3 minutes »."""
    return cldr.format_timedelta(length, threshold=1.5, locale=locale())


def since(moment: datetime | None, now: datetime) -> str:
    return span(max(now - moment, timedelta())) if moment else gettext("jamais")


def ahead(skew: timedelta) -> str:
    """Of a host's clock."""
    if abs(skew) < timedelta(seconds=1):
        return gettext("moins d'une seconde")
    words = gettext("%(span)s d'avance") if skew > timedelta() else gettext("%(span)s de retard")
    return words % {"span": span(abs(skew))}


def gigabytes(size: int) -> str:
    return gettext("%(size)s Go") % {"size": number(round(size / 1_000_000_000, 1))}


def broker(values: Values, now: datetime) -> str:
    return gettext("Redis répond.") if values["answers"] else gettext("Redis ne répond pas.")


def beat(values: Values, now: datetime) -> str:
    if values["seen"] is None:
        return gettext("Jamais entendu depuis l'installation.")
    return gettext("Entendu il y a %(age)s.") % {"age": since(values["seen"], now)}


def hosts(values: Values, now: datetime) -> str:
    names = values["names"]
    if not names:
        return gettext("Aucune n'a donné signe de vie depuis cinq minutes.")
    words = ngettext("%(count)s au travail : %(names)s.", "%(count)s au travail : %(names)s.", len(names))
    return words % {"count": len(names), "names": ", ".join(names)}


def clocks(values: Values, now: datetime) -> str:
    if not values["names"]:
        return gettext("Toutes à l'heure de la base de données, à dix secondes près.")
    return gettext("Écart de %(span)s avec la base de données : %(names)s.") % {
        "span": span(values["most"]), "names": ", ".join(values["names"]),
    }  # fmt: skip


def sweeps(values: Values, now: datetime) -> str:
    if not values["names"]:
        return gettext("Le dernier a eu lieu il y a %(age)s.") % {"age": since(values["seen"], now)}
    return gettext("En retard ou jamais vus : %(names)s.") % {"names": ", ".join(values["names"])}


def breaker(values: Values, now: datetime) -> str:
    if not values["version"]:
        return gettext("Les appels passent.")
    words = gettext(
        "LinkedIn refuse la version %(version)s de son interface depuis %(age)s : tous les appels sont arrêtés."
    )
    return words % {"version": values["version"], "age": since(values["since"], now)}


def overdue(values: Values, now: datetime) -> str:
    if values["ready"]:
        return gettext("Une publication pourrait partir depuis %(age)s, et personne ne la prend.") % {
            "age": since(values["ready"], now)
        }
    if values["since"]:
        words = gettext(
            "La plus ancienne attend depuis %(age)s ; quelque chose la fait attendre : un nouvel essai, un fichier, son tour après une panne."
        )
        return words % {"age": since(values["since"], now)}
    return gettext("Rien n'est dû qui ne soit parti.")


def stuck(values: Values, now: datetime) -> str:
    if not values["rows"]:
        return gettext("Aucune ligne ne dépasse la durée prévue pour son état.")
    found = [
        gettext("%(what)s : %(count)s") % {"what": STUCK[kind], "count": one.count}
        for kind, one in values["rows"].items()
    ]
    return gettext("Au-delà de la durée prévue : %(list)s. La plus ancienne depuis %(age)s.") % {
        "list": " ; ".join(found), "age": since(values["since"], now),
    }  # fmt: skip


def unclear(values: Values, now: datetime) -> str:
    if not values["count"]:
        return gettext("Aucune réponse de LinkedIn ne manque.")
    words = ngettext(
        "%(count)s réponse de LinkedIn s'est perdue, depuis %(age)s.",
        "%(count)s réponses de LinkedIn se sont perdues, la plus ancienne il y a %(age)s.",
        values["count"],
    )
    return words % {"count": values["count"], "age": since(values["since"], now)}


def mails(values: Values, now: datetime) -> str:
    return of_mails(values["mails"], now)


def of_mails(one: Post, now: datetime) -> str:
    words = [ngettext("%(count)s en attente", "%(count)s en attente", one.waiting) % {"count": one.waiting}]
    if one.waiting_since:
        words = [
            gettext("%(waiting)s, le plus ancien depuis %(age)s")
            % {"waiting": words[0], "age": since(one.waiting_since, now)}
        ]
    if one.put_off:
        words.append(ngettext("%(count)s refusé deux fois ou plus", "%(count)s refusés deux fois ou plus", one.put_off)
                     % {"count": one.put_off})  # fmt: skip
    if one.failed:
        words.append(
            ngettext("%(count)s non remis", "%(count)s non remis", one.failed) % {"count": one.failed}
        )
    return gettext("%(list)s.") % {"list": " ; ".join(words)}


def spent(values: Values, now: datetime) -> str:
    shown = values["apps"] or values["all"]
    if not shown:
        return gettext("Aucune application LinkedIn n'est configurée.")
    found = [
        gettext("%(calls)s appels sur %(limit)s aujourd'hui (%(app)s)")
        % {
            "calls": number(one.calls),
            "limit": number(one.limit) if one.limit else "?",
            "app": APPS[App(app)],
        }
        for app, one in shown.items()
    ]
    return gettext("%(list)s.") % {"list": " ; ".join(found)}


def disk(values: Values, now: datetime) -> str:
    return gettext("%(free)s libres.") % {"free": gigabytes(values["free"])}


def tokens(values: Values, now: datetime) -> str:
    if values["lost"]:
        return gettext("Des jetons sont scellés par une clé que TOKEN_KEYS n'a plus : %(names)s.") % {
            "names": ", ".join(values["lost"])
        }
    if values["old"]:
        return gettext("Rotation à finir : des jetons sont encore sous %(names)s.") % {
            "names": ", ".join(values["old"])
        }
    return gettext("Tous les jetons sont sous la clé en cours.")


SAYINGS: Mapping[Check, Callable[[Values, datetime], str]] = {
    Check.BROKER: broker, Check.BEAT: beat, Check.HOSTS: hosts, Check.CLOCKS: clocks, Check.SWEEPS: sweeps,
    Check.BREAKER: breaker, Check.OVERDUE: overdue, Check.STUCK: stuck, Check.UNCLEAR: unclear, Check.MAILS: mails,
    Check.CALLS: spent, Check.DISK: disk, Check.KEYS: tokens,
}  # fmt: skip
