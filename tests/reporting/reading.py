"""Editions as their readers' programs see them."""

import html
import io
import re

from pypdf import PdfReader

from influence.reporting.models import Edition, EditionKind, Report


def plain(words: str) -> str:
    """Without typography: the French catalogue may or may not be compiled where the tests run."""
    words = (
        html.unescape(words)
        .replace("’", "'")
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
        .replace("\u00ad", "")
    )
    return re.sub(r"\s+", " ", words)


def pdf_of(edition: Edition) -> PdfReader:
    return PdfReader(io.BytesIO(bytes(edition.pdf)))


def pdf_text(edition: Edition) -> str:
    return plain(" ".join(page.extract_text() for page in pdf_of(edition).pages))


def everything(edition: Edition) -> str:
    """Every word that leaves with an edition: its subject, its mail in both forms, its PDF, its pictures."""
    pictures = " ".join(f"{picture.alt} {picture.svg}" for picture in edition.pictures.all())
    return plain(" ".join([edition.subject, edition.text, edition.html, pdf_text(edition), pictures]))


def edition_of(
    report: Report, kind: EditionKind, *, leader: int | None = None, language: str = "fr"
) -> Edition:
    return report.editions.get(kind=kind, leader_id=leader, language=language)
