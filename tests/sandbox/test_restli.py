import pytest

from sandbox import query, restli
from sandbox.refusals import Refusal
from sandbox.restli import Malformed

URN = "urn%3Ali%3Ashare%3A1"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", ""),
        ("a%20b%2Bc+d", "a b+c+d"),
        ("List()", []),
        (f"List({URN},b)", ["urn:li:share:1", "b"]),
        (f"(share:{URN})", {"share": "urn:li:share:1"}),
        ("(start:(year:2026,month:1),end:'')", {"start": {"year": "2026", "month": "1"}, "end": ""}),
        ("List((a:1),(a:2))", [{"a": "1"}, {"a": "2"}]),
        ("urn:li:share:1", "urn:li:share:1"),
    ],
)
def test_values_are_read(raw: str, value: object) -> None:
    assert restli.decode(raw) == value


@pytest.mark.parametrize(
    "raw", ["List(", "List(a", "(a)", "(a:1", "(a:1))", "a,b", "%zz", "%ff", "List(a)b", "(" * 3000]
)
def test_what_is_malformed_is_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        restli.decode(raw)


@pytest.mark.parametrize("raw", ["", "urn:li:share:1", "a%zz", "a(b", "a%ff"])
def test_a_key_in_a_path_must_be_encoded(raw: str) -> None:
    with pytest.raises(Malformed):
        restli.decode_key(raw)


def test_encoding_and_decoding_are_each_others_inverse() -> None:
    urn = "urn:li:comment:(urn:li:activity:123,456)"
    assert restli.encode(urn) == "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A123%2C456%29"
    assert restli.decode_key(restli.encode(urn)) == urn


@pytest.mark.parametrize("raw", ["ids[0]=1", "timeRange.start=1", "sort.value=A", "%69ds[]=1"])
def test_the_forms_of_rest_li_1_are_refused(raw: str) -> None:
    with pytest.raises(Refusal, match="QUERY_PARAM_NOT_ALLOWED"):
        query.parse(raw)


@pytest.mark.parametrize(
    "days",
    [
        "(start:(year:2026,month:11,day:2),end:(year:2026,month:11,day:2))",
        "(start:(year:2026,month:11,day:31),end:(year:2026,month:12,day:2))",
        "(start:(year:1,month:1,day:1),end:(year:9999,month:1,day:1))",
        "(start:(year:2026,month:11))",
        "today",
    ],
)
def test_a_range_of_days_must_make_sense(days: str) -> None:
    with pytest.raises(Refusal, match="'dateRange' is invalid"):
        query.parse(f"dateRange={days}").days("dateRange")
