"""The mail sink's pages: French, plain, light and dark, readable without scripts."""

import re
from html import escape
from zoneinfo import ZoneInfo

from ops.mailbox import Received

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'"
)
# The sender's HTML: no script, no network, no form; its own inline styles and pictures only.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; sandbox "
    "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
SHOWN_IN = ZoneInfo("Europe/Paris")
STYLE = """
:root { color-scheme: light dark; --text:#1c2126; --quiet:#4a5560; --paper:#fff; --line:#c4ccd4; --link:#0b4fa8 }
@media (prefers-color-scheme: dark) {
  :root { --text:#e8ebee; --quiet:#b3bcc5; --paper:#15191d; --line:#48525c; --link:#8ab8f5 }
}
body {
  font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper);
  margin: 0 auto; max-width: 62rem; padding: 1rem;
}
a { color: var(--link) } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
ol { list-style: none; padding: 0 } li { border-top: 1px solid var(--line); padding: .6rem 0 }
.quiet { color: var(--quiet) } dt { color: var(--quiet) } dd { margin: 0 0 .4rem; overflow-wrap: anywhere }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .8rem }
"""


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title><link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )


def listing(messages: list[Received]) -> str:
    rows = "".join(_row(received) for received in messages)
    held = f"<ol>{rows}</ol>" if rows else '<p class="quiet">Aucun courrier pour l’instant.</p>'
    count = f"{len(messages)} courrier{'s' if len(messages) > 1 else ''}"
    note = "Rien ne part vers l’extérieur : tout ce que l’application envoie arrive ici."
    again = '<a href="/">Relire la boîte</a>'
    return page(
        "Courrier reçu", f'<h1>Courrier reçu</h1><p class="quiet">{note}</p><p>{count} · {again}</p>{held}'
    )


def _row(received: Received) -> str:
    subject = escape(received.subject or "(sans objet)")
    return (
        f'<li><a href="/m/{received.id}">{subject}</a><br><span class="quiet">à '
        f"{escape(', '.join(received.recipients))}, {_time(received)}</span></li>"
    )


def _time(received: Received) -> str:
    return f"{received.at.astimezone(SHOWN_IN):%d/%m/%Y à %H:%M:%S}"


def message(received: Received) -> str:
    subject = received.subject or "(sans objet)"
    facts = {
        "De": str(received.message.get("From", received.sender)),
        "À": ", ".join(received.recipients),
        "Arrivé le": _time(received),
        "Message-ID": str(received.message.get("Message-ID", "")),
    }
    known = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    views = _html_view(received) + _text_view(received) + _attachments(received)
    back = f'<p><a href="/">Tout le courrier</a> · <a href="/m/{received.id}/raw">Source</a></p>'
    return page(subject, f"{back}<h1>{escape(subject)}</h1><dl>{known}</dl>{views}")


def _html_view(received: Received) -> str:
    if not received.html():
        return ""
    return (
        f'<h2>En HTML</h2><iframe sandbox="{SANDBOX}" src="/m/{received.id}/html" title="Le courrier en HTML"></iframe>'
        f'<p><a href="/m/{received.id}/html">Ouvrir seul</a></p>'
    )


def _text_view(received: Received) -> str:
    text = received.text()
    return f'<h2>En texte</h2><pre tabindex="0">{linked(text)}</pre>' if text else ""


def linked(text: str) -> str:
    """Addresses of a plain text become links; everything is escaped."""
    return "".join(_piece(piece) for piece in re.split(r"(https?://[^\s<>\"']+)", text))


def _piece(piece: str) -> str:
    if not piece.startswith(("http://", "https://")):
        return escape(piece)
    address = piece.rstrip(".,;:)")
    shown = escape(address)
    return f'<a href="{shown}" rel="noreferrer">{shown}</a>{escape(piece[len(address) :])}'


def _attachments(received: Received) -> str:
    described = [part for part in received.described()["parts"] if part["name"] or part["cid"]]
    if not described:
        return ""
    rows = "".join(
        f'<li><a href="/m/{received.id}/part/{part["number"]}">{escape(part["name"] or part["cid"])}</a> '
        f'<span class="quiet">{escape(part["type"])}, {part["size"]} octets</span></li>'
        for part in described
    )
    return f"<h2>Pièces jointes et images</h2><ul>{rows}</ul>"


def framed(received: Received) -> str:
    """The HTML part with its cid: pictures pointing at our copies."""
    pictures = {part["cid"]: part["number"] for part in received.described()["parts"] if part["cid"]}

    def address(found: re.Match[str]) -> str:
        number = pictures.get(found.group(1))
        return found.group(0) if number is None else f"/m/{received.id}/part/{number}"

    # Links leave the frame: the application refuses to be shown inside one.
    return '<base target="_top">' + re.sub(r"cid:([^\"'\s)>]+)", address, received.html())


def missing() -> str:
    return page("Introuvable", '<h1>Introuvable</h1><p><a href="/">Tout le courrier</a></p>')
