"""A real SMTP server that keeps what arrives, and a page that shows it. For the demo and the tests; loopback only.

    python -m ops.mailsink --smtp-port 0 --http-port 0 [--folder FOLDER]

GET /               the list                    GET /messages.json      the same for programs
GET /m/ID           one message                 GET /m/ID/raw           as it arrived
GET /m/ID/html      its HTML, for the frame     GET /m/ID/part/N        an attachment or an inline image
DELETE /messages    forget all                  GET /sante              200 while it runs
"""

import argparse
import json
import signal
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ops import mailpages
from ops.mailbox import Box, Received, content_of
from ops.ports import LOOPBACK, exact_port, free_port
from ops.state import CannotStart

MOST = 25_000_000


class Receiver:
    """aiosmtpd calls this for every message."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = (
            envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        )
        self._box.add(
            sender=str(envelope.mail_from or ""),
            recipients=tuple(envelope.rcpt_tos),
            raw=raw,
            at=datetime.now(UTC),
        )
        return "250 kept"


class Page(BaseHTTPRequestHandler):
    """Answers over the box that `server.box` holds."""

    protocol_version = "HTTP/1.1"
    server: "PageServer"

    def do_GET(self) -> None:
        path = self.path.split("?", 1)[0].strip("/")
        parts = path.split("/")
        if path == "":
            self._answer(mailpages.listing(self.server.box.all()))
        elif path == "messages.json":
            self._json([received.described() for received in self.server.box.all()])
        elif path == "sante":
            self._json({"ok": True})
        elif parts[0] == "m" and len(parts) >= 2 and (received := self.server.box.get(parts[1])):
            self._message(received, parts[2:])
        else:
            self._answer(mailpages.missing(), code=404)

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        if self.path.strip("/") != "messages":
            self._answer(mailpages.missing(), code=404)
            return
        self.server.box.empty()
        self._json([])

    def _message(self, received: Received, rest: list[str]) -> None:
        if not rest:
            self._answer(mailpages.message(received))
        elif rest == ["raw"]:
            self._send(received.raw, kind="text/plain; charset=utf-8")
        elif rest == ["html"]:
            self._answer(mailpages.framed(received), policy=mailpages.FRAME_POLICY)
        elif rest[0] == "part" and len(rest) == 2:
            self._part(received, rest[1])
        else:
            self._answer(mailpages.missing(), code=404)

    def _part(self, received: Received, number: str) -> None:
        part = {str(known): part for known, part in received.leaves()}.get(number)
        if part is None:
            self._answer(mailpages.missing(), code=404)
            return
        kind = part.get_content_type()
        # Never as a document of this origin: only pictures and PDF are shown, all else is a download.
        shown = kind in {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
        name = (
            "".join(c for c in part.get_filename() or f"part-{number}" if c.isalnum() or c in "-_. ")
            or "part"
        )
        place = "inline" if shown else "attachment"
        safe = name.encode("ascii", "ignore").decode() or "part"
        self._send(content_of(part), kind=kind, extra={"Content-Disposition": f'{place}; filename="{safe}"'})

    def _answer(self, page: str, *, code: int = 200, policy: str = mailpages.PAGE_POLICY) -> None:
        extra = {"Content-Security-Policy": policy}
        self._send(page.encode(), kind="text/html; charset=utf-8", code=code, extra=extra)

    def _json(self, content: object) -> None:
        self._send(json.dumps(content, ensure_ascii=False).encode(), kind="application/json")

    def _send(self, body: bytes, *, kind: str, code: int = 200, extra: dict[str, str] | None = None) -> None:
        self.send_response(code)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "X-Content-Type-Options": "nosniff",
        }
        headers |= {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", **(extra or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silent: what matters is what arrives, not who looks."""


class PageServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, port: int, box: Box) -> None:
        self.box = box
        super().__init__((LOOPBACK, port), Page)


class MailSink:
    """Both servers, in threads of this process: `with MailSink() as sink: sink.smtp_url, sink.page_url, sink.box`."""

    def __init__(self, *, smtp_port: int = 0, http_port: int = 0, folder: Path | None = None) -> None:
        self.box = Box(folder=folder)
        self.smtp_port = smtp_port or free_port()
        self._controller = Controller(
            Receiver(self.box),
            hostname=LOOPBACK,
            port=self.smtp_port,
            data_size_limit=MOST,
            enable_SMTPUTF8=True,
        )
        self._pages = PageServer(port=http_port, box=self.box)

    @property
    def smtp_url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.smtp_port}"

    @property
    def page_url(self) -> str:
        return f"http://{LOOPBACK}:{self._pages.server_address[1]}"

    def __enter__(self) -> "MailSink":
        self._controller.start()
        threading.Thread(target=self._pages.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._pages.shutdown()
        self._pages.server_close()
        self._controller.stop()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="influence mailsink", description="An SMTP server that shows what arrives."
    )
    parser.add_argument("--smtp-port", type=int, default=0, help="a free one when not given")
    parser.add_argument("--http-port", type=int, default=0, help="a free one when not given")
    parser.add_argument("--folder", type=Path, help="keep each message as a file there too")
    args = parser.parse_args(argv)
    if args.smtp_port:
        exact_port(args.smtp_port, what="the mail server", option="--smtp-port")
    if args.http_port:
        exact_port(args.http_port, what="the mail page", option="--http-port")
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    with MailSink(smtp_port=args.smtp_port, http_port=args.http_port, folder=args.folder) as sink:
        print(f"mail in: {sink.smtp_url}   mail page: {sink.page_url}", flush=True)
        ending.wait()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as refusal:
        sys.exit(str(refusal))
