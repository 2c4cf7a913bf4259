"""What every sandbox starts with: the apps, the persona of the contract's 13.1 and its fixed tokens."""

from dataclasses import replace

from sandbox.entities import App, Member, Organization, Role, Token
from sandbox.products import PRODUCTS
from sandbox.world import World

ALWAYS_MS = 253_402_300_799_000  # the end of the year 9999
CLAIRE, NADIA = "Ab12Cd34Ef", "Zz98Yy76Xx"
PAGE = "5501001"  # Claire administers it, Nadia does not
# The app and the member of each
_TOKENS = {
    "tok-selfserve": ("sandbox-selfserve", CLAIRE),
    "tok-cma-dev": ("sandbox-cma-dev", CLAIRE),
    "tok-cma-std": ("sandbox-cma-std", CLAIRE),
    "tok-partner": ("sandbox-partner", CLAIRE),
    "tok-pageadmin": ("sandbox-cma-std", CLAIRE),
    "tok-notadmin": ("sandbox-cma-std", NADIA),
}


def settle(world: World) -> None:
    now = world.now_ms()
    for member in (
        Member(
            CLAIRE, "Claire", "Martin", "DRH", "claire-martin-sandbox", "claire.martin@example.com", "essai"
        ),
        Member(
            NADIA,
            "Nadia",
            "Benali",
            "Directrice des soins",
            "nadia-benali-sandbox",
            "nadia@example.com",
            "essai",
        ),
    ):
        world.members[member.id] = replace(member, registered_ms=now)
    page = Organization(PAGE, "Clinique du Parc", "clinique-du-parc-sandbox", "https://clinique.example.com")
    world.organizations[page.id] = replace(page, registered_ms=now)
    world.roles.append(Role(page.urn, f"urn:li:person:{CLAIRE}"))
    for product in PRODUCTS:
        client_id = f"sandbox-{product}"
        app = app_of(product, client_id=client_id, secret=f"secret-{product}")
        world.apps[client_id] = replace(app, own_ids=world.own_ids)
    for token, (client_id, member_id) in _TOKENS.items():
        world.tokens[token] = _fixed(world, token, client_id, member_id, created_ms=now)
    world.tokens["tok-expired"] = _fixed(world, "tok-expired", "sandbox-selfserve", CLAIRE, expires_ms=1)
    world.tokens["tok-revoked"] = _fixed(world, "tok-revoked", "sandbox-selfserve", CLAIRE, is_revoked=True)


def app_of(
    product: str, *, client_id: str, secret: str, name: str = "", redirect_uris: tuple[str, ...] = ()
) -> App:
    grants = PRODUCTS[product]
    return App(
        client_id,
        secret,
        name or f"Application d'essai ({product})",
        product,
        redirect_uris,
        grants.member_limit,
        grants.app_limit,
        grants.gives_refresh,
        grants.allows_batch,
    )


def _fixed(
    world: World,
    token: str,
    client_id: str,
    member_id: str,
    *,
    created_ms: int = 0,
    expires_ms: int = ALWAYS_MS,
    is_revoked: bool = False,
) -> Token:
    scopes = PRODUCTS[world.apps[client_id].product].scopes
    return Token(token, client_id, member_id, scopes, created_ms, expires_ms, is_revoked)
