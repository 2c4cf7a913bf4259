"""What each of LinkedIn's products grants (contract 1.9) and how many calls a day it allows (2.9)."""

from dataclasses import dataclass

OIDC = ("openid", "profile", "email")
SELF_SERVE = (*OIDC, "w_member_social")
COMMUNITY = (
    "w_member_social",
    "w_member_social_feed",
    "r_member_postAnalytics",
    "r_member_profileAnalytics",
    "r_basicprofile",
    "r_1st_connections_size",
    "w_organization_social",
    "r_organization_social",
    "w_organization_social_feed",
    "r_organization_social_feed",
    "rw_organization_admin",
    "r_organization_followers",
)
# Closed by LinkedIn: no product of today grants them. "partner" plays an app that once received them.
CLOSED = ("r_member_social", "r_member_social_feed")


@dataclass(frozen=True, slots=True)
class Product:
    scopes: tuple[str, ...]
    member_limit: int | None
    app_limit: int | None
    gives_refresh: bool
    allows_batch: bool


PRODUCTS = {
    "selfserve": Product(SELF_SERVE, 150, 100_000, gives_refresh=False, allows_batch=True),
    "cma-dev": Product(COMMUNITY, 100, 500, gives_refresh=False, allows_batch=False),
    "cma-std": Product(COMMUNITY, None, None, gives_refresh=True, allows_batch=True),
    "partner": Product((*COMMUNITY, *CLOSED), None, None, gives_refresh=True, allows_batch=True),
}

# What the consent page says of each scope.
SCOPE_WORDS = {
    "openid": "Utiliser votre nom et votre photo",
    "profile": "Utiliser votre nom et votre photo",
    "email": "Utiliser l'adresse e-mail de votre compte",
    "w_member_social": "Créer, modifier et supprimer des publications en votre nom",
    "w_member_social_feed": "Commenter et réagir en votre nom, lire les réactions à vos publications",
    "r_member_postAnalytics": "Lire les statistiques de vos publications",
    "r_member_profileAnalytics": "Lire le nombre de vos abonnés",
    "r_basicprofile": "Lire votre profil de base",
    "r_1st_connections_size": "Lire le nombre de vos relations",
    "w_organization_social": "Publier au nom des pages que vous administrez",
    "r_organization_social": "Lire les publications des pages que vous administrez",
    "w_organization_social_feed": "Commenter et réagir au nom de vos pages",
    "r_organization_social_feed": "Lire les commentaires et réactions de vos pages",
    "rw_organization_admin": "Gérer vos pages et lire leurs statistiques",
    "r_organization_followers": "Lire les abonnés de vos pages",
    "r_member_social": "Lire vos publications",
    "r_member_social_feed": "Lire les commentaires et réactions de vos publications",
}
