"""Export files in the layouts of linkedin-api.md §10.4 and §10.5, made cell by cell: no genuine file is public."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl
import xlwt

Rows = Sequence[Sequence[object]]
MAY = date(2026, 5, 1)
SHARE = "https://www.linkedin.com/feed/update/urn:li:share:{}"
ACTIVITY = "https://www.linkedin.com/feed/update/urn:li:activity:{}"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
STRANGE = 7_111_111_111_111_111_111


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with parts added or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def with_shared_strings(content: bytes) -> bytes:
    """As spreadsheet programs write it: texts in one table, cells with numbers into it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts: dict[bytes, int] = {}

    def numbered(match: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v></c>' % texts.setdefault(match[1], len(texts))

    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(
                rb't="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', numbered, part, flags=re.DOTALL
            )
    table = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (MAIN, table)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.sharedStrings+xml" /></Types>' % KIND
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind)
    return repacked(content, **parts)


def xls(sheets: Mapping[str, Rows]) -> bytes:
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def french(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def english(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def days(*, first: date = MAY, count: int = 31) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def impressions(day: date) -> int:
    return 1_000 + day.day


def member_in_french(
    *, posts: Iterable[tuple[str, date, int, int]] = (), first: date = MAY, count: int = 31, more: int = 0
) -> bytes:
    """`posts`: address, day, engagements, impressions. Every value is text, with the narrow space of French."""
    span, narrow = days(first=first, count=count), "\u202f"
    ranked = [
        [url, french(day), grouped(e, narrow), None, url, french(day), grouped(i, narrow)]
        for url, day, e, i in posts
    ]
    return xlsx({
        "DÉCOUVERTE": [
            ["Performance globale", f"{french(span[0])} - {french(span[-1])}"],
            ["Impressions", grouped(31_496, narrow)], ["Membres touchés", "8 901"],
        ],
        "ENGAGEMENT": [
            ["Date", "Impressions", "Interactions"],
            *[[french(d), grouped(impressions(d) + more, narrow), str(d.day - 3)] for d in span],
        ],
        "MEILLEURS POSTS": [
            ["Maximum de 50 posts disponibles dans cette liste"], [],
            ["URL", "date", "Interactions", None, "URL", "date", "Impressions"], *ranked,
        ],
        "ABONNÉS": [
            [f"Nombre total d'abonnés le {french(span[-1])}", "4 567"], [], ["Date", "Nouveaux abonnés"],
            *[[french(d), "3"] for d in span],
        ],
        "DONNÉES DÉMOGRAPHIQUES": [
            ["Principales données démographiques", "Valeur", "Pourcentage"],
            ["Lieu", "Lyon et périphérie", "12,5\u00a0%"], ["Lieu", "Brest", "<\u00a01\u00a0%"],
        ],
    })  # fmt: skip


def member_in_english(*, posts: Iterable[tuple[str, date, int, int]] = ()) -> bytes:
    """An older file: numbers are numbers, shares are decimal; the colon and the stray number are there."""
    ranked = [[url, english(day), e, 7, url, english(day), i] for url, day, e, i in posts]
    return xlsx({
        "DISCOVERY": [
            ["Overall Performance", f"{english(MAY)} - {english(days()[-1])}"], ["Impressions", 31496],
            ["Members reached", 8901],
        ],
        "ENGAGEMENT": [
            ["Date", "Impressions", "Engagements"],
            *[[english(d), impressions(d), d.day - 3] for d in days()],
        ],
        "TOP POSTS": [
            ["Maximum of 50 posts available to include in this list"], [],
            ["Post URL", "Post Publish Date", "Engagements", 12, "Post URL", "Post publish date", "Impressions"], *ranked,
        ],
        "FOLLOWERS": [
            [f"Total followers on {english(days()[-1])}:", 4567], [], ["Date", "New followers"],
            *[[english(d), 3] for d in days()],
        ],
        "AUDIENCE DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"], ["Seniority", "Senior", 0.125]],
        "CONTENT DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"], ["Location", "Paris", "< 1%"]],
    })  # fmt: skip


def member_in_portuguese() -> bytes:
    return xlsx({
        "Descoberta": [["Desempenho geral", "01/05/2026 - 31/05/2026"], ["Impressões", "31.496"], ["Membros alcançados", "8.901"]],
        "Engajamento": [["Data", "Impressões", "Engajamentos"], *[[french(d), grouped(impressions(d), "."), "4"] for d in days()]],
        "Seguidores": [["Total de seguidores em 31/05/2026", "4.567"], [], ["Data", "Novos seguidores"],
                       *[[french(d), "3"] for d in days()]],
        "Dados demográficos do público": [
            ["Principais dados demográficos", "Valor", "Porcentagem"], ["Localidade", "Lisboa", "menos de 1%"],
        ],
    })  # fmt: skip


def one_post(url: str, **values: object) -> bytes:
    """The export of a single post: labels and values, in no certain order."""
    said: dict[str, object] = {
        "Impressions": "1,234", "Members reached": "900", "Reactions": "45", "Comments": "6", "Reposts": "2", "Saves": "1",
        "Social engagements": "53",
    } | values  # fmt: skip
    return xlsx({
        "PERFORMANCE": [
            ["Post URL", url], ["Post Date", "5/14/2026"], ["Post Publish Time", "8:30 AM"],
            ["Post Highlights 5/14/2026 - 5/20/2026", None], *[[label, value] for label, value in said.items()],
        ],
        "TOP DEMOGRAPHICS": [["Category", "Value", "Percentage"], ["Company", "Saint-Luc", "30%"]],
    })  # fmt: skip


PAGE_METRICS = ["Date", *[f"{name} ({part})" for name in ("Impressions",) for part in ("organic", "sponsored", "total")],
                "Unique impressions (organic)",
                *[f"{name} ({part})" for name in ("Clicks", "Reactions", "Comments", "Reposts", "Engagement rate")
                  for part in ("organic", "sponsored", "total")]]  # fmt: skip
ALL_POSTS = (
    "Post title|Post link|Post type|Campaign name|Posted by|Created date|Campaign start date|Campaign end date|Audience|"
    "Impressions|Views (Excluding offsite video views)|Offsite Views|Clicks|Click through rate (CTR)|Likes|Comments|Reposts|"
    "Follows|Engagement rate|Content Type"
).split("|")


def page_row(day: date) -> list[object]:
    return [
        f"{day:%m/%d/%Y}", 900.0, 100.0, 1000.0 + day.day, 700.0, *[10.0, 1.0, 11.0], *[5.0, 0.0, 5.0], *[2.0, 0.0, 2.0],
        *[1.0, 0.0, 1.0], *[0.02, 0.0, 0.018],
    ]  # fmt: skip


def page_post(url: str) -> list[object]:
    return [
        "=HYPERLINK(0)", url, "Organic", None, "Bruno Petit", "05/14/2026", None, None, "All followers", 2000.0, None, None,
        40.0, 0.02, 30.0, 4.0, 3.0, 1.0, 0.0385, "Image",
    ]  # fmt: skip


def page(
    *, url: str = SHARE.format(STRANGE), heads: Sequence[str] = PAGE_METRICS, posts: Sequence[str] = ALL_POSTS
) -> bytes:
    """Row 1 is a sentence, the header is on row 2."""
    return xls({
        "Metrics": [["Aggregated metrics of the page in the period"], heads, *[page_row(d) for d in days()]],
        "All posts": [["Metrics for each post, since it was made"], posts, page_post(url)],
    })  # fmt: skip


def in_words_of_nobody(heads: Sequence[str]) -> list[str]:
    """Headers in a language that we do not know, but for the day."""
    return [head if head == "Date" else f"Otsikko {number}" for number, head in enumerate(heads)]


def figures_of(lines: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str, str, str], str]:
    """(metric, part, label, first, last) → value."""
    return {tuple(row[:5]): row[5] for line in lines for row in line.get("figures", ())}
