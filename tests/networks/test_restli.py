from __future__ import annotations

import pytest

from influence.networks.linkedin.restli import Value, encode, key, query


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (None, ""),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        ("a b", "a%20b"),
        ("'*!,&+()", "%27%2A%21%2C%26%2B%28%29"),
        ("été_.-~", "%C3%A9t%C3%A9_.-~"),
        ([1, 2, "foobar"], "List(1,2,foobar)"),
        (["urn:li:share:1", "urn:li:share:2"], "List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)"),
        ({"start": 1795132800000, "end": 2}, "(start:1795132800000,end:2)"),
        ({"a b": {"c": [True]}}, "(a%20b:(c:List(true)))"),
        ({"entity": "urn:li:share:1"}, "(entity:urn%3Ali%3Ashare%3A1)"),
    ],
)
def test_structure_stays_and_content_is_encoded(value: Value, encoded: str) -> None:
    assert encode(value) == encoded


def test_a_urn_inside_a_urn_is_encoded_whole() -> None:
    assert (
        key("urn:li:comment:(urn:li:activity:123,456)")
        == "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A123%2C456%29"
    )


def test_a_query_keeps_its_order() -> None:
    assert (
        query({"q": "entity", "sort": {"value": "RELEVANCE"}, "count": 100})
        == "q=entity&sort=(value:RELEVANCE)&count=100"
    )
