"""What an API says lands as it was said, and no record stops its window."""

import gzip
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api_feed.exact import DEEPEST, encoded, parsed, written
from functions.api_feed.handler import run
from tests.functions.conftest import Cloud, Waits, feed_settings, tools
from tests.functions.misbehaving_api import body, served

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters())
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=5), below, max_size=4),
    max_leaves=12,
)


def landed(cloud: Cloud, page: str) -> list[str]:
    """Run one window whose only page has this text, and return the lines that land."""
    with served(lambda _: {"data": []}) as api:
        api.answers.append(body(page.encode("utf-8", "surrogatepass")))
        settings = feed_settings(api.url, start="2026-01-03T00:00:00Z")
        run(settings, tools(cloud, settings, Waits()))
    assert cloud.mark() == "2026-01-04T00:00:00Z"
    return [
        line.decode()
        for content in cloud.objects().values()
        for line in gzip.decompress(content).split(b"\n")[:-1]
    ]


@pytest.mark.parametrize(
    ("given", "lands"),
    [
        ('{"price": 1234567890123.123456789}', '{"price":1234567890123.123456789}'),
        ('{"price": 0.10, "e": 1E-7}', '{"price":0.10,"e":1E-7}'),
        (f'{{"n": {"9" * 5000}}}', f'{{"n":{"9" * 5000}}}'),
        ('{"a": NaN, "b": -Infinity}', '{"a":"NaN","b":"-Infinity"}'),
        (r'{"half": "\ud800"}', r'{"half":"\ud800"}'),
        ('{"raw": "\ud800"}', r'{"raw":"\ud800"}'),
        ('{"line": "a\u2028b"}', '{"line":"a\u2028b"}'),
        (r'{"quote": "\"[{\\"}', r'{"quote":"\"[{\\"}'),
    ],
)
def test_a_record_lands_as_it_was_said(cloud: Cloud, given: str, lands: str) -> None:
    assert landed(cloud, f'{{"data": [{given}, {{"after": 1}}]}}') == [lands, '{"after":1}']


@pytest.mark.parametrize("levels", [DEEPEST, 2_000, 100_000])
def test_what_is_nested_deeper_lands_as_its_text(cloud: Cloud, levels: int) -> None:
    deep, after = landed(cloud, f'{{"data": [{{"deep": {"[" * levels}1{"]" * levels}}}, {{"after": 1}}]}}')
    value = json.loads(deep)["deep"]
    depth = 0
    while isinstance(value, list):
        (value,), depth = value, depth + 1
    assert isinstance(value, str)
    assert f"{'[' * depth}{value}{']' * depth}" == f"{'[' * levels}1{']' * levels}"
    assert after == '{"after":1}'


@given(VALUES)
def test_every_value_comes_back_exactly(value: Any) -> None:
    text = _json(value)
    again = encoded(written(parsed(text.encode("utf-8", "surrogatepass"))))
    read = json.loads(again, parse_float=Decimal)
    assert read == json.loads(text, parse_float=Decimal)
    assert encoded(written(parsed(again))) == again


@given(st.text(alphabet='[]{}",:\\1aN ', max_size=60))
def test_no_text_raises_anything_but_that_it_is_no_json(text: str) -> None:
    try:
        value = parsed(text.encode())
    except ValueError:
        return
    assert json.loads(written(value)) is not None or value is None


def _json(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(name)}: {_json(below)}' for name, below in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
