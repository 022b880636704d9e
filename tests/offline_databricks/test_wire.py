"""What goes over the wire comes back as it was."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_databricks.messages import CODEC, MESSAGES
from offline_databricks.protobuf import Codec, Field
from offline_databricks.values import UNKNOWN, Value, decode, encode

numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | numbers | st.text() | st.just(UNKNOWN)
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)

TREE = Codec(
    {
        "Tree": (
            Field(1, "text", "string"),
            Field(2, "raw", "bytes"),
            Field(3, "sure", "bool"),
            Field(1000, "number", "int"),
            Field(5, "one", "Tree"),
            Field(6, "many", "Tree", repeated=True),
        )
    }
)


def message(one: st.SearchStrategy[Any], many: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "text": st.text(),
            "raw": st.binary(),
            "sure": st.booleans(),
            "number": st.integers(0, 2**63 - 1),
            "one": one,
            "many": many,
        }
    )


leaf = message(st.none(), st.just([]))
trees = st.recursive(
    leaf, lambda inner: message(st.none() | inner, st.lists(inner, max_size=3)), max_leaves=5
)


@given(values)
def test_values(value: Value):
    assert decode(encode(value)) == value


def test_unknown_is_what_terraform_reads():
    assert encode(UNKNOWN) == b"\xd4\x00\x00"
    refined = b"\xc7\x03\x0c\x81\x01\xc2"  # extension 12 with {1: false}: not null
    assert decode(refined) is UNKNOWN


@pytest.mark.parametrize("packed", [b"", b"\xc1", b"\x92\x01", b"\xd4\x07\x00"])
def test_what_is_no_value(packed: bytes):
    with pytest.raises(ValueError, match="Terraform"):
        decode(packed)


def test_what_cannot_be_sent():
    with pytest.raises(TypeError, match="object"):
        encode(object())


@given(trees)
def test_messages(sent: dict[str, Any]):
    assert TREE.decode("Tree", TREE.encode("Tree", sent)) == sent


@given(st.binary(max_size=40))
def test_any_bytes_are_a_message_or_a_value_error(packed: bytes):
    with contextlib.suppress(ValueError):
        TREE.decode("Tree", packed)


def test_negative_numbers_and_unknown_fields():
    step = CODEC.encode("Step", {"index": -1})
    assert len(step) == 11
    assert CODEC.decode("Step", step + b"\x78\x01")["index"] == 2**64 - 1


def test_maps():
    packed = CODEC.encode("GetProviderSchema.Response", {"resource_schemas": {"a": {"version": 1}}})
    assert packed == b"\x12\x07\x0a\x01a\x12\x02\x08\x01"


def test_every_kind_is_a_message():
    simple = {"string", "bytes", "bool", "int"}
    assert {field.kind for fields in MESSAGES.values() for field in fields} <= simple | set(MESSAGES)
    for fields in MESSAGES.values():
        assert len({field.number for field in fields}) == len(fields)
