"""Names and trades of people who do not exist."""

FIRST = (
    "Aline Bastien Camille Denis Élodie Farid Gaëlle Hugo Inès Jérôme Karim Lucie Mehdi Nadège Olivier Paula "
    "Quentin Rachida Samuel Thérèse Ulysse Valérie Wassim Xavier Yasmine Zoé Anaïs Bruno Cécile Damien"
).split()
LAST = (
    "Abadie Besson Carlier Delmas Étienne Fabre Guérin Haddad Imbert Jacquet Klein Lemoine Marchal Nguyen "
    "Ollivier Perrin Quéré Renaud Saïdi Tessier Ubaldi Vasseur Weber Ximenes "
    "Yvon Zimmer Aubry Boulay Cordier Diallo"
).split()
HEADLINES = (
    "Cadre de santé",
    "Infirmière de pratique avancée",
    "Chargé de mission",
    "Consultante en transformation",
    "Ingénieur biomédical",
    "Pharmacienne",
    "Responsable qualité",
    "Journaliste santé",
    "Directeur de projet",
    "Étudiante en management",
)
