"""allauth's pages for passkeys, with ours around them. Adding or removing one asks for the password first."""

import json
from typing import Any

from allauth.mfa.webauthn import views as allauth
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse


class Add(allauth.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The options of the ceremony as one text: a page of ours holds no inline script."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        options = page["js_data"]["creation_options"]
        return page | {"options": json.dumps(options, cls=DjangoJSONEncoder)}

    def get_success_url(self) -> str:
        return reverse("mfa_list_webauthn")


passkey_add = Add.as_view()
passkeys = allauth.list_webauthn
passkey_remove = allauth.remove_webauthn
passkey_login = allauth.login_webauthn
