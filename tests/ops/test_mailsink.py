import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import requests

from ops.mailsink import MailSink

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as running:
        yield running


def post(sink: MailSink, message: EmailMessage, *, to: str = "claire@hop.example") -> None:
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as server:
        server.send_message(message, from_addr="influence@hop.example", to_addrs=[to])


def letter(*, subject: str = "À relire : les urgences", html: str = "<p>Bonjour</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Influence <influence@hop.example>",
        "claire@hop.example",
        subject,
    )
    message["Message-ID"] = "<one@hop.example>"
    message.set_content("Bonjour Claire, voir https://hop.example/d/42?a=1&b=2.\n")
    message.add_alternative(html, subtype="html")
    return message


def page(sink: MailSink, path: str = "/") -> requests.Response:
    return requests.get(sink.page_url + path, timeout=5)


def only(sink: MailSink) -> dict:  # type: ignore[type-arg]
    (found,) = page(sink, "/messages.json").json()
    return dict(found)


def test_what_is_sent_is_listed_for_programs(sink: MailSink) -> None:
    post(sink, letter(), to="bruno@hop.example")
    found = only(sink)
    assert found["to"] == ["bruno@hop.example"]
    assert found["from"] == "influence@hop.example"
    assert found["subject"] == "À relire : les urgences"
    assert found["message_id"] == "<one@hop.example>"
    assert [part["type"] for part in found["parts"]] == ["text/plain", "text/html"]


def test_the_newest_comes_first(sink: MailSink) -> None:
    post(sink, letter(subject="un"))
    post(sink, letter(subject="deux"))
    assert [found["subject"] for found in page(sink, "/messages.json").json()] == ["deux", "un"]


def test_the_raw_message_is_what_arrived(sink: MailSink) -> None:
    post(sink, letter())
    assert page(sink, f"/m/{only(sink)['id']}/raw").content == sink.box.all()[0].raw


def test_an_empty_box_says_so_in_french(sink: MailSink) -> None:
    answer = page(sink)
    assert "Aucun courrier" in answer.text
    assert '<html lang="fr">' in answer.text


def test_markup_in_a_subject_stays_text(sink: MailSink) -> None:
    post(sink, letter(subject="<script>alert(1)</script>"))
    for path in ("/", f"/m/{only(sink)['id']}"):
        assert "<script" not in page(sink, path).text


def test_html_is_shown_in_a_frame_that_runs_nothing(sink: MailSink) -> None:
    post(sink, letter(html="<p>Bonjour</p><script>alert(1)</script>"))
    name = only(sink)["id"]
    assert '<iframe sandbox="allow-popups' in page(sink, f"/m/{name}").text
    policy = page(sink, f"/m/{name}/html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy + page(sink, f"/m/{name}").text


def test_addresses_in_the_text_are_links(sink: MailSink) -> None:
    post(sink, letter())
    shown = page(sink, f"/m/{only(sink)['id']}").text
    assert '<a href="https://hop.example/d/42?a=1&amp;b=2" rel="noreferrer">' in shown
    assert "b=2</a>." in shown


def test_pictures_inside_the_html_are_found_by_their_cid(sink: MailSink) -> None:
    message = letter(html='<img alt="courbe" src="cid:chart@x">')
    message.get_payload()[1].add_related(PNG, "image", "png", cid="<chart@x>")  # type: ignore[index,union-attr]
    post(sink, message)
    found = only(sink)
    number = next(part["number"] for part in found["parts"] if part["cid"] == "chart@x")
    address = f"/m/{found['id']}/part/{number}"
    assert f'src="{address}"' in page(sink, f"/m/{found['id']}/html").text
    answer = page(sink, address)
    assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")


def test_an_attached_page_is_a_download_never_a_page_of_ours(sink: MailSink) -> None:
    message = letter()
    message.add_attachment("<script>alert(1)</script>", subtype="html", filename="piège.html")
    post(sink, message)
    found = only(sink)
    answer = page(sink, f"/m/{found['id']}/part/{found['parts'][-1]['number']}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/m/none", "/nowhere", "/m/../etc"])
def test_what_is_not_there_is_404(sink: MailSink, path: str) -> None:
    assert page(sink, path).status_code == 404


def test_an_absent_part_is_404(sink: MailSink) -> None:
    post(sink, letter())
    assert page(sink, f"/m/{only(sink)['id']}/part/99").status_code == 404


def test_the_box_can_be_emptied(sink: MailSink) -> None:
    post(sink, letter())
    assert requests.delete(sink.page_url + "/messages", timeout=5).status_code == 200
    assert page(sink, "/messages.json").json() == []


def test_a_folder_keeps_every_message_as_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with MailSink(folder=tmp_path / "mail") as sink:
        post(sink, letter())
        (kept,) = (tmp_path / "mail").glob("*.eml")
        assert kept.read_bytes() == sink.box.all()[0].raw
