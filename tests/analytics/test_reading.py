"""The layouts of LinkedIn's own files, in its languages."""

from datetime import date

import pytest

from tests.analytics import files
from tests.analytics.reading import fault, found, posts, problems, said, value

MINE = 7_300_000_000_000_000_001
POST = (files.SHARE.format(MINE), date(2026, 5, 14), 1_045, 12_340)


@pytest.mark.parametrize(
    "content",
    [files.member_in_french(posts=[POST]), files.member_in_english(posts=[POST]),
     files.member_in_portuguese(), files.with_shared_strings(files.member_in_french(posts=[POST]))],
    ids=["fr", "en", "pt", "fr, texts in one table"],
)  # fmt: skip
def test_a_members_file_says_the_same_in_each_language(content: bytes) -> None:
    lines = said(content)
    assert found(lines)["kind"] == "member"
    assert found(lines)["period"] == ["2026-05-01", "2026-05-31"]
    assert problems(lines) == []
    assert value(lines, "impressions", "2026-05-01", "2026-05-31") == 31_496
    assert value(lines, "reach", "2026-05-01", "2026-05-31") == 8_901
    assert value(lines, "impressions", "2026-05-02") == 1_002
    assert value(lines, "new_followers", "2026-05-31") == 3
    assert value(lines, "followers", "2026-05-31") == 4_567


@pytest.mark.parametrize(
    "content", [files.member_in_french(posts=[POST]), files.member_in_english(posts=[POST])]
)
def test_two_rankings_of_posts_are_put_together(content: bytes) -> None:
    lines = said(content)
    assert posts(lines) == [[[str(MINE)], "2026-05-14", {"engagements": 1_045, "impressions": 12_340}]]
    assert found(lines)["posts"] == 1


def test_rankings_that_differ_keep_what_each_says() -> None:
    other = files.ACTIVITY.format(MINE + 1)
    content = files.xlsx({
        "TOP POSTS": [
            ["Maximum of 50 posts available to include in this list"], [],
            ["Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date", "Impressions"],
            [POST[0], "5/14/2026", "10", None, other, "5/20/2026", "5,000"],
            [None, None, None, None, POST[0], "5/14/2026", "100"],
        ]
    })  # fmt: skip
    told = {ids[0]: values for ids, _day, values in posts(said(content))}
    assert told == {str(MINE): {"engagements": 10, "impressions": 100}, str(MINE + 1): {"impressions": 5_000}}


def test_engagements_may_be_taken_back() -> None:
    assert value(said(files.member_in_french()), "engagements", "2026-05-01") == -2


def test_shares_of_the_public_keep_their_bound() -> None:
    lines = said(files.member_in_french())
    rows = {
        row[2]: (row[5], row[6]) for line in lines for row in line.get("figures", ()) if row[0] == "audience"
    }
    assert rows == {"Lieu · Lyon et périphérie": ("0.125000", False), "Lieu · Brest": ("0.010000", True)}


def test_the_public_of_posts_is_told_from_the_followers() -> None:
    lines = said(files.member_in_english())
    whole = ("2026-05-01", "2026-05-31")
    assert value(lines, "audience", *whole, label="Seniority · Senior") == 0.125
    assert value(lines, "content_audience", *whole, label="Location · Paris") == 0.01


def test_a_single_posts_file_is_of_that_post_and_of_no_account() -> None:
    lines = said(files.one_post(files.SHARE.format(MINE)))
    assert found(lines)["kind"] == "post"
    assert not [line for line in lines if "figures" in line]
    ((ids, _day, values),) = posts(lines)
    assert ids == [str(MINE)]
    assert values == {
        "impressions": 1_234, "reach": 900, "reactions": 45, "comments": 6, "reshares": 2, "saves": 1, "engagements": 53,
    }  # fmt: skip


def test_a_pages_old_workbook_has_its_header_on_the_second_row() -> None:
    lines = said(files.page(url=files.SHARE.format(MINE)), name="page_content_1.xls")
    assert found(lines)["kind"] == "page"
    assert problems(lines) == []
    assert value(lines, "impressions", "2026-05-02") == 1_002
    assert value(lines, "impressions", "2026-05-02", part="organic") == 900
    assert value(lines, "clicks", "2026-05-02") == 11
    assert value(lines, "unique_impressions", "2026-05-02", part="organic") == 700
    assert posts(lines) == [
        [[str(MINE)], "2026-05-14",
         {"impressions": 2000, "clicks": 40, "reactions": 30, "comments": 4, "reshares": 3, "new_followers": 1}]
    ]  # fmt: skip


def test_rates_are_never_kept() -> None:
    lines = said(files.page())
    kept = {row[0] for line in lines for row in line.get("figures", ())}
    assert kept == {"impressions", "unique_impressions", "clicks", "reactions", "comments", "reshares"}


def test_headers_that_nobody_knows_are_read_by_their_place() -> None:
    """The French headers of a page's export are not known: the English order is the template, and the page says so."""
    lines = said(files.page(heads=files.in_words_of_nobody(files.PAGE_METRICS)))
    assert value(lines, "clicks", "2026-05-02") == 11
    how = {how for sheet in found(lines)["sheets"][:1] for _header, _key, _meaning, how in sheet["columns"]}
    assert how == {"known", "place"}


def test_all_posts_are_read_by_their_place_too() -> None:
    lines = said(files.page(url=files.SHARE.format(MINE), posts=files.in_words_of_nobody(files.ALL_POSTS)))
    assert posts(lines)[0][2]["reactions"] == 30


def test_a_table_of_another_width_is_left_to_a_person() -> None:
    heads = files.in_words_of_nobody(files.PAGE_METRICS)[:5]
    content = files.xls({"Tulokset": [["Lause"], heads, [f"{files.MAY:%m/%d/%Y}", 1.0, 2.0, 3.0, 4.0]]})
    lines = said(content)
    assert {how for _h, _k, _m, how in found(lines)["sheets"][0]["columns"]} == {"known", "unknown"}
    assert not [line for line in lines if "figures" in line]


def test_what_a_person_said_of_a_column_counts() -> None:
    content = files.xlsx({"Tulokset": [["Päivä", "Näytöt"], ["14.5.2026", "1 234"]]})
    assert not [line for line in said(content) if "figures" in line]
    named = [("tulokset", "paiva", "day"), ("tulokset", "naytot", "impressions")]
    assert value(said(content, meanings=named), "impressions", "2026-05-14") == 1_234


def test_what_a_person_ignores_is_left_out() -> None:
    lines = said(files.member_in_french(), meanings=[("engagement", "interactions", "ignored")])
    assert value(lines, "engagements", "2026-05-02") is None
    assert value(lines, "impressions", "2026-05-02") == 1_002


def test_new_followers_of_a_page_and_their_parts() -> None:
    content = files.xls({
        "New followers": [
            ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"],
            ["05/14/2026", 1.0, 5.0, 0.0, 6.0],
        ],
        "Location": [["Location", "Total followers"], ["Lyon", 120.0]],
    })  # fmt: skip
    lines = said(content)
    assert found(lines)["kind"] == "page"
    assert value(lines, "new_followers", "2026-05-14") == 6
    assert value(lines, "new_followers", "2026-05-14", part="organic") == 5
    assert value(lines, "followers", "2026-05-14") is None


def test_blank_rows_and_totals_are_no_days() -> None:
    content = files.xlsx({
        "ENGAGEMENT": [[], ["Date", "Impressions", "Engagements"], [], ["5/14/2026", "5", "1"], ["", "", ""],
                       ["5/15/2026", "7", ""], ["Total", "12", "1"]],
    })  # fmt: skip
    lines = said(content)
    assert problems(lines) == []
    assert value(lines, "impressions", "2026-05-15") == 7
    assert value(lines, "engagements", "2026-05-15") is None


def test_each_wrong_cell_is_told_by_sheet_row_and_column() -> None:
    content = files.xlsx({
        "ENGAGEMENT": [
            ["Date", "Impressions", "Engagements"], ["5/14/2026", "beaucoup", "1"], ["hier", "5", "1"], [None, "5", "1"],
            ["5/14/2036", "5", "1"], ["5/14/1999", "5", "1"], ["5/14/2026", "6", "2"], ["5/13/2026", "#REF!", "=2+2"],
        ],
    })  # fmt: skip
    assert problems(said(content)) == [
        ("ENGAGEMENT", 2, "B", "number"), ("ENGAGEMENT", 3, "A", "day"), ("ENGAGEMENT", 4, "A", "no_day"),
        ("ENGAGEMENT", 5, "A", "future"), ("ENGAGEMENT", 6, "A", "too_old"), ("ENGAGEMENT", 7, "C", "twice"),
        ("ENGAGEMENT", 8, "B", "error"),
    ]  # fmt: skip


def test_a_formula_is_its_last_value_or_nothing() -> None:
    """openpyxl computes nothing; a formula that no program has computed yet has no value."""
    content = files.xlsx({"ENGAGEMENT": [["Date", "Impressions"], ["5/14/2026", "=1+1"], ["5/15/2026", 3]]})
    lines = said(content)
    assert value(lines, "impressions", "2026-05-14") is None
    assert value(lines, "impressions", "2026-05-15") == 3
    assert problems(lines) == []


def test_days_of_two_habits_in_one_file_are_refused() -> None:
    content = files.xlsx({"ENGAGEMENT": [["Date", "Impressions"], ["13/01/2026", "1"], ["01/13/2026", "2"]]})
    assert fault(content) == "mixed_days"


def test_a_person_may_say_which_comes_first() -> None:
    content = files.xlsx({"ENGAGEMENT": [["Date", "Impressions"], ["01/02/2026", "1"]]})
    assert value(said(content, order="day"), "impressions", "2026-02-01") == 1
    assert value(said(content, order="month"), "impressions", "2026-01-02") == 1


def test_the_files_name_says_the_period_where_no_sheet_does() -> None:
    content = files.xlsx({
        "DISCOVERY": [["Impressions", "12"], ["Members reached", "5"]],
        "ENGAGEMENT": [["Date", "Impressions"], ["5/14/2026", "12"]],
    })  # fmt: skip
    lines = said(content, name="AggregateAnalytics_Claire Martin_2026-05-01_2026-05-31.xlsx")
    assert value(lines, "reach", "2026-05-01", "2026-05-31") == 5
    assert ("DISCOVERY", 1, "A", "no_period") in problems(said(content))


def test_a_workbook_that_is_called_xls_is_read_for_what_it_is() -> None:
    assert found(said(files.member_in_french(), name="page.xls"))["kind"] == "member"


def test_a_page_of_html_that_is_called_xls_is_read_too() -> None:
    rows = "".join(f"<tr><td>5/{d}/2026<td>{d * 10}</td></tr>" for d in range(14, 20))
    content = f"<html><body><table><tr><th>Date</th><th>Impressions</th></tr>{rows}</table></body></html>"
    assert value(said(content.encode(), name="page.xls"), "impressions", "2026-05-15") == 150


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_sheet_saved_as_text_is_read(delimiter: str, encoding: str) -> None:
    rows = [["Date", "Nouveaux abonnés"], ["14/05/2026", "3"], ["15/05/2026", "4"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert value(said(content, name="abonnés.csv"), "new_followers", "2026-05-15") == 4
