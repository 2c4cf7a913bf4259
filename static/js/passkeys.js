// Passkeys: the browser's ceremony between a form of ours and the server's challenge. Without it, or without a browser
// that knows them, there are the password and the code.
(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const creation = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
    // It opens the pages alone: the device keeps it, and asks who is there.
    authenticatorSelection: {
      ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    },
  });
  const request = (options) => ({
    ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials),
  });

  const told = (found) => {
    const response = { clientDataJSON: text(found.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[part]) response[part] = text(found.response[part]);
    }
    return {
      id: found.id, rawId: text(found.rawId), type: found.type, response,
      clientExtensionResults: found.getClientExtensionResults(),
    };
  };

  const ceremonies = {
    create: async (form) => {
      const options = JSON.parse(form.dataset.options).publicKey;
      return navigator.credentials.create({ publicKey: creation(options) });
    },
    get: async (form) => {
      const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      const options = (await answer.json()).request_options.publicKey;
      return navigator.credentials.get({ publicKey: request(options) });
    },
  };

  for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
    const begin = form.querySelector("[data-begin]");
    form.hidden = begin.hidden = false;
    form.querySelector("[data-missing]")?.setAttribute("hidden", "");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.querySelector("[data-failed]").hidden = true;
      try {
        const found = await ceremonies[form.dataset.passkey](form);
        form.elements.credential.value = JSON.stringify(told(found));
        form.submit();
      } catch {
        form.querySelector("[data-failed]").hidden = false;
        begin.focus();
      }
    });
  }
})();
