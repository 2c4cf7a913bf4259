"""Topics that most organisations want a second pair of eyes on, to begin with: words of both languages, as rows that
people then change. The rule takes care of case, accents and plurals (core.topics)."""

from django.utils.translation import gettext_lazy as _

RESULTS = (
    "résultat annuel", "résultat semestriel", "résultat trimestriel", "résultat net", "résultat financier",
    "résultat opérationnel", "chiffre d'affaires", "bénéfice", "perte nette", "marge opérationnelle", "Ebitda", "dividende",
    "prévision de résultat", "avertissement sur résultats", "acquisition", "fusion", "cession", "OPA", "cours de bourse",
    "annual results", "half-year results", "quarterly results", "earnings", "net income", "net profit", "net loss",
    "operating margin", "revenue", "turnover", "dividend", "guidance", "profit warning", "merger", "takeover", "share price",
)  # fmt: skip
LITIGATION = (
    "litige", "contentieux", "procès", "tribunal", "prud'hommes", "plainte", "assignation", "mise en demeure", "mise en examen",
    "garde à vue", "perquisition", "condamnation", "amende", "enquête judiciaire", "transaction judiciaire", "avocat",
    "lawsuit", "litigation", "court", "trial", "prosecution", "indictment", "settlement", "fine", "subpoena", "investigation",
)  # fmt: skip
STAFF = (
    "plan social", "plan de sauvegarde de l'emploi", "PSE", "licenciement", "plan de départs", "départ volontaire",
    "rupture conventionnelle collective", "suppression de poste", "suppression d'emploi", "réduction d'effectif", "restructuration",
    "fermeture de site", "fermeture de service", "grève", "préavis de grève", "CSE",
    "layoff", "redundancy", "redundancies", "job cut", "downsizing", "restructuring", "site closure", "voluntary departure",
    "strike",
)  # fmt: skip
PATIENTS = (
    "patient", "patiente", "dossier médical", "diagnostic", "secret médical", "événement indésirable", "erreur médicale",
    "infection nosocomiale", "décès", "essai clinique", "réclamation",
    "medical record", "diagnosis", "medical error", "adverse event", "clinical trial", "death",
)  # fmt: skip

USUAL = (
    (_("Résultats et opérations"), RESULTS),
    (_("Litiges"), LITIGATION),
    (_("Plans sociaux et effectifs"), STAFF),
    (_("Patients"), PATIENTS),
)
