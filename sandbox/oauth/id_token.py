"""OpenID Connect: the signed identity token, the key to verify it, the discovery document (contract 1.7)."""

import base64
import functools
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox import identities
from sandbox.doors import Door, Visit
from sandbox.entities import Token
from sandbox.wire import Json, Response, as_json
from sandbox.world import World

_KEY_ID = "sandbox"


@functools.cache
def _key() -> rsa.RSAPrivateKey:
    """Drawn when first asked for, by each process for itself; nothing of it is kept."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(world: World, token: Token, *, issuer: str) -> str:
    """`locale` is a string here and an object in userinfo, as on LinkedIn."""
    member = world.members[token.member_id]
    now = world.now_ms() // 1000
    claims: Json = {
        "iss": issuer,
        "aud": token.client_id,
        "iat": now,
        "exp": now + 3600,
        "sub": identities.id_for(world.apps[token.client_id], member.id),
        "name": member.name,
        "given_name": member.first_name,
        "family_name": member.last_name,
        "locale": "fr-FR",
    }
    if "email" in token.scopes and member.email:
        claims |= {"email": member.email, "email_verified": True}
    head = {"typ": "JWT", "alg": "RS256", "kid": _KEY_ID}
    message = f"{_base64(_dumped(head))}.{_base64(_dumped(claims))}"
    signature = _key().sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{message}.{_base64(signature)}"


def keys(_: Visit) -> Response:
    numbers = _key().public_key().public_numbers()
    public = {"n": _base64(numbers.n.to_bytes(256)), "e": _base64(numbers.e.to_bytes(3))}
    return as_json({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID, **public}]})


def discovery(visit: Visit) -> Response:
    base = f"http://{visit.request.header('Host')}"
    return as_json(
        {
            "issuer": issuer(visit.world, base),
            "authorization_endpoint": f"{base}/oauth/v2/authorization",
            "token_endpoint": f"{base}/oauth/v2/accessToken",
            "userinfo_endpoint": f"{base}/v2/userinfo",
            "jwks_uri": f"{base}/oauth/openid/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email"],
        }
    )


def issuer(world: World, base: str) -> str:
    return f"{base}/oauth" if world.readings.issuer == "oauth" else base


def _dumped(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


ROUTES = (
    Door("GET", "/oauth/openid/jwks", keys),
    Door("GET", "/oauth/.well-known/openid-configuration", discovery),
)
