"""HTTP/1.1 with kept-alive connections, one thread for each: enough for hundreds of requests a second."""

import logging
import socket
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from sandbox.app import Application
from sandbox.uploads.receiving import receive
from sandbox.webhooks.courier import Courier
from sandbox.wire import Request, Response

logger = logging.getLogger("sandbox")
_LARGEST_BODY = 16 * 1024 * 1024
_LARGEST_UPLOAD = 600 * 1024 * 1024


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], app: Application) -> None:
        super().__init__(address, Handler)
        self.app = app
        self.courier = Courier(app.world)

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        self.courier.start()
        try:
            super().serve_forever(poll_interval)
        finally:
            self.courier.stop()

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "LinkedInSandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 65536  # head and body leave together
    timeout: ClassVar[int] = 120  # seconds that an idle connection is kept
    server: Server

    def serve(self) -> None:
        is_upload = self.command == "PUT" and self.path.startswith("/dms-uploads/")
        length = self._length(_LARGEST_UPLOAD if is_upload else _LARGEST_BODY)
        if length is None:
            return self._send(Response(413))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query.partition("#")[0], headers)
        if is_upload:
            with receive(self.rfile, length) as received:
                return self._answer(replace(request, received=received))
        return self._answer(replace(request, body=self.rfile.read(length)))

    def _answer(self, request: Request) -> None:
        try:
            response = self.server.app.answer(request)
        except Exception:
            logger.exception("%s %s", request.method, request.path)
            response = Response(500)
        return self._send(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = serve

    def _length(self, most: int) -> int | None:
        """None when it is not told, or too great: the connection is then of no more use."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdigit() or int(length) > most:
            self.close_connection = True
            return None
        return int(length)

    def _send(self, response: Response) -> None:
        if response.delay:
            time.sleep(response.delay)
        if response.is_dropped:
            return self._drop()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status != 204:
            self.wfile.write(response.body)
        return None

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the caller has left

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Never the address: it may carry a code or a state. Only errors are logged, by `serve`."""
