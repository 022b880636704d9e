"""IAM's condition operators, by the examples and rules of the IAM user guide."""

import pytest

from operations.emulator.authorization.operators import UnknownOperatorError, condition_holds, like

TRUTHS = [
    ("StringEquals", ["a", "b"], ["b"], True),
    ("StringEquals", ["a"], ["A"], False),
    ("StringEquals", ["a"], None, False),
    ("StringNotEquals", ["a", "b"], ["c"], True),
    ("StringNotEquals", ["a", "b"], ["b"], False),
    ("StringNotEquals", ["a"], None, True),
    ("StringEqualsIfExists", ["a"], None, True),
    ("StringEqualsIfExists", ["a"], ["b"], False),
    ("StringNotEqualsIfExists", ["a"], ["a"], False),
    ("StringEqualsIgnoreCase", ["AbC"], ["aBc"], True),
    ("StringLike", ["a*c", "x"], ["abbc"], True),
    ("StringLike", ["a?c"], ["abbc"], False),
    ("StringLike", ["[ab]"], ["a"], False),
    ("StringNotLike", ["a*"], ["b"], True),
    ("StringNotLike", ["a*"], ["ab"], False),
    ("Bool", ["false"], ["false"], True),
    ("Bool", ["false"], ["true"], False),
    ("Bool", ["false"], None, False),
    ("BoolIfExists", ["false"], None, True),
    ("Null", ["true"], None, True),
    ("Null", ["true"], ["x"], False),
    ("Null", ["false"], ["x"], True),
    ("Null", ["false"], None, False),
    ("ArnLike", ["arn:aws:s3:::b*"], ["arn:aws:s3:::bucket"], True),
    ("ArnLike", ["arn:*:bucket"], ["arn:aws:s3:::bucket"], False),
    ("ArnEquals", ["arn:aws:iam::*:role/r"], ["arn:aws:iam::1:role/r"], True),
    ("ArnNotLike", ["arn:aws:iam::1:role/*"], ["arn:aws:iam::1:role/r"], False),
    ("NumericLessThan", ["1.2"], ["1.1"], True),
    ("NumericLessThan", ["1.2"], ["1.2"], False),
    ("NumericLessThan", ["1.2"], None, False),
    ("NumericGreaterThanEquals", ["10"], ["10"], True),
    ("NumericEquals", ["10"], ["ten"], False),
    ("DateLessThan", ["2026-01-01T00:00:00Z"], ["2025-12-31T23:59:59+00:00"], True),
    ("DateGreaterThan", ["1700000000"], ["2023-01-01T00:00:00"], False),
    ("IpAddress", ["10.0.0.0/8"], ["10.1.2.3"], True),
    ("NotIpAddress", ["10.0.0.0/8"], ["10.1.2.3"], False),
    ("ForAnyValue:StringEquals", ["a"], ["a", "b"], True),
    ("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], True),
    ("ForAnyValue:StringEquals", ["a"], None, False),
    ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
    ("ForAllValues:StringEquals", ["a"], ["a", "b"], False),
    ("ForAllValues:StringEquals", ["a"], None, True),
]


@pytest.mark.parametrize(("operator", "wanted", "given", "holds"), TRUTHS)
def test_operator(operator: str, wanted: list[str], given: list[str] | None, *, holds: bool) -> None:
    assert condition_holds(operator, wanted, given) is holds


@pytest.mark.parametrize("operator", ["StringMatches", "ForSomeValues:StringEquals", "", "Stringequals"])
def test_an_unknown_operator_is_an_error(operator: str) -> None:
    with pytest.raises(UnknownOperatorError, match="known are Null, StringEquals"):
        condition_holds(operator, ["a"], ["a"])


def test_a_pattern_matches_the_whole_value() -> None:
    assert like("anthill/a\nb", "anthill/*")
    assert not like("xanthill", "anthill")
