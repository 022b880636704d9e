"""What is accepted at once is what typeguard accepts: any type that bindings name, against any value."""

import datetime
import typing
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket, S3BucketVersioning
from constructs import Construct, IConstruct
from hypothesis import given
from hypothesis import strategies as st

from fast_bindings.type_checks import check_of, typeguard_check

LEAVES = st.sampled_from(
    [
        str,
        int,
        float,
        bool,
        type(None),
        Any,
        Construct,
        IConstruct,
        S3Bucket,
        S3BucketVersioning,
        datetime.datetime,
    ]
)
TYPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda each: typing.Optional[each]),  # noqa: UP045 - as bindings write it
        st.tuples(inner, inner).map(lambda both: typing.Union[both]),  # noqa: UP007 - as bindings write it
        inner.map(lambda each: typing.Sequence[each]),
        inner.map(lambda each: list[each]),
        inner.map(lambda each: typing.Mapping[str, each]),
        st.just(typing.Literal["a", 1]),
    ),
    max_leaves=5,
)
VALUES = st.recursive(
    st.sampled_from(
        [
            None,
            True,
            0,
            1,
            1.5,
            "a",
            "",
            b"a",
            (),
            object(),
            S3BucketVersioning(enabled=True),
            TerraformStack,
            set(),
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", 1]), inner, max_size=2),
        st.tuples(inner),
    ),
    max_leaves=6,
)


def accepted(value: Any, expected: Any) -> bool:
    try:
        typeguard_check(argname="given", value=value, expected_type=expected)
    except TypeError:
        return False
    return True


@given(expected=TYPES, value=VALUES)
def test_nothing_is_accepted_that_typeguard_refuses(expected: Any, value: Any) -> None:
    if check_of(expected)(value):
        assert accepted(value, expected)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (str, "a"),
        (float, 1),
        (typing.Optional[typing.Sequence[str]], ["a"]),  # noqa: UP045 - as bindings write it
        (typing.Mapping[str, str], {"a": "b"}),
        (typing.Union[bool, S3BucketVersioning, None], S3BucketVersioning(enabled=True)),  # noqa: UP007
    ],
)
def test_what_programs_give_is_accepted_at_once(expected: Any, value: Any) -> None:
    assert check_of(expected)(value)
    assert accepted(value, expected)
