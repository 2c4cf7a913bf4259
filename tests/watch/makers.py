"""Feeds as strangers write them, and what tests do with them."""

from datetime import datetime
from email.utils import format_datetime

from influence.watch.models import Idea, Source
from influence.watch.sources import add_source
from tests.makers import NOW, House

LINK = "https://revue.example/articles/1"


def item(
    n: int = 1, *, title: str = "", link: str = "", summary: str = "Un résumé.", at: datetime | None = NOW
) -> str:
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    return (
        f"<item><title>{title or f'Article {n}'}</title><link>{link or f'https://revue.example/articles/{n}'}</link>"
        f"<description>{summary}</description>{date}</item>"
    )


def rss(*items: str, title: str = "La Revue", doctype: str = "") -> bytes:
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>{doctype}<rss version="2.0"><channel><title>{title}</title>'
    )
    return f"{head}{''.join(items)}</channel></rss>".encode()


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministère</title>
<entry><title type="html">Une &lt;b&gt;annonce&lt;/b&gt;</title><link href="/annonces/1"/><id>1</id>
<updated>2026-05-30T10:00:00+02:00</updated>
<content type="html">&lt;p&gt;Premier.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Second.&lt;/p&gt;</content></entry>
</feed>""".encode()


def source(home: House, url: str = "https://revue.example/flux", *, name: str = "La Revue") -> Source:
    return add_source(organisation=home.organisation, url=url, name=name, by=home.bruno, at=NOW)


def idea(home: House, *, title: str = "Une idée", link: str = LINK, **columns: object) -> Idea:
    from influence.watch.ideas import digest

    given: dict[str, object] = {"summary": "Un résumé.", "found_at": NOW} | columns
    return Idea.objects.create(
        organisation=home.organisation, title=title, link=link, digest=digest(link or title), **given
    )
