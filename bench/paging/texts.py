"""Words for thousands of posts."""

# Seven times eleven times thirteen: four hundred are all different, those that share two parts of three are nearly alike, and
# twenty thousand repeat themselves.
OPENINGS = (
    "Hier, une aide-soignante m'a arrêté dans un couloir du bâtiment B.", "Trois mois que nos blocs ouvrent à sept heures.",
    "Je reviens de quatre jours aux côtés de nos équipes de nuit.", "On me demande souvent ce que fait un directeur le lundi.",
    "Vingt-deux candidats, une seule place, et un choix dont je veux vous parler.", "Notre pharmacie vient de changer de murs.",
    "Ce matin, la salle d'attente était vide à huit heures, et c'est une bonne nouvelle.",
)  # fmt: skip
MIDDLES = (
    "Elle voulait savoir pourquoi les chariots ne passent plus par la cour : nous avons refait le trajet ensemble, chronomètre en main.",
    "Le délai moyen est passé de quarante à vingt-six jours, sans un poste de plus, en regroupant les consultations du mardi.",
    "Ce que j'ai appris tient en une phrase : on ne réorganise pas un service depuis une salle de réunion.",
    "Les plannings sont désormais affichés six semaines à l'avance, et les échanges se font entre collègues, sans formulaire.",
    "Deux apprentis rejoignent l'atelier biomédical ; ils réparent déjà ce que nous envoyions auparavant à deux cents kilomètres.",
    "Nous avons compté : onze signatures pour commander une imprimante. Il en reste trois.",
    "La ville nous prête un terrain, nous y plantons un verger avec les patients du centre de jour.",
    "Une chercheuse de l'université s'installe chez nous un jour par semaine pour suivre les retours à domicile.",
    "Le self sert maintenant des légumes de la vallée, et le gaspillage a baissé d'un tiers depuis la rentrée.",
    "Les familles disposent d'une pièce à elles, avec une vraie porte, un canapé et du café chaud.",
    "Chaque alerte reçoit une réponse écrite sous quarante-huit heures, même quand la réponse est non.",
)
ENDINGS = (
    "Merci à celles et ceux qui ont tenu bon.", "Qu'en pensez-vous ? #QualitéDesSoins", "La suite en janvier.",
    "Nous publions les chiffres, les bons comme les mauvais.", "Venez voir : la porte est ouverte le premier jeudi du mois.",
    "Rien de tout cela n'était dans le plan initial.", "Il reste beaucoup à faire. #Hôpital", "J'en parle ici parce qu'on en parle peu.",
    "Prochaine étape : les urgences pédiatriques.", "Bravo à toute l'équipe de logistique !", "Nous recrutons, d'ailleurs.",
    "Et si l'on commençait par écouter ?", "C'est peu, et c'est beaucoup.",
)  # fmt: skip


def said(n: int) -> str:
    return "\n\n".join(parts[n % len(parts)] for parts in (OPENINGS, MIDDLES, ENDINGS))
