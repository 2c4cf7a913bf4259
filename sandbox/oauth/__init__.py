"""OAuth 2.0 and OpenID Connect as LinkedIn offers them (contract 1)."""
