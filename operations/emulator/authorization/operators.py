"""IAM condition operators.

Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".
"""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

Comparison = Callable[[str, str], bool]


class UnknownOperatorError(ValueError):
    """Says that a policy uses an operator that IAM does not have, or that this evaluator lacks."""


def condition_holds(operator: str, wanted: Sequence[str], given: Sequence[str] | None) -> bool:
    """Return whether one condition holds for the values of its key; None says that the key is absent.

    Raises UnknownOperatorError for any operator but the documented ones.
    """
    if operator == "Null":
        return any((given is None) == (value.lower() == "true") for value in wanted)
    quantifier, _, plain = operator.rpartition(":")
    optional = plain.endswith("IfExists")
    plain = plain.removesuffix("IfExists")
    comparison = _COMPARISONS.get(plain)
    if comparison is None or quantifier not in {"", "ForAnyValue", "ForAllValues"}:
        raise UnknownOperatorError(
            f"condition operator {operator!r}; known are Null, {', '.join(_COMPARISONS)}"
        )
    negated = plain in _NEGATED
    if given is None:
        # An absent key fails a condition, but meets a negated one, an optional one and one for all values.
        return optional or (negated and not quantifier) or quantifier == "ForAllValues"

    def one_holds(value: str) -> bool:
        return any(comparison(value, pattern) for pattern in wanted) is not negated

    # A negated operator on several values must hold for each; ForAnyValue says otherwise.
    each = quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    return all(map(one_holds, given)) if each else any(map(one_holds, given))


def values_of(element: Any) -> list[str]:
    """Return the values of a policy element: one or a list, JSON truth values as IAM writes them."""
    values = element if isinstance(element, list) else [element]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def like(value: str, pattern: str) -> bool:
    """Return whether a value matches a pattern with `*` (any text) and `?` (one character)."""
    return _compiled(pattern).fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Not fnmatch: to IAM a square bracket is a character like any other.
    translated = "".join(
        {"*": ".*", "?": "."}.get(part, re.escape(part)) for part in re.split(r"([*?])", pattern)
    )
    return re.compile(translated, re.DOTALL)


def _arn_like(value: str, pattern: str) -> bool:
    # Each of the first five colon-separated parts is matched by itself.
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(like, parts, patterns))


def _number(compare: Callable[[float, float], bool]) -> Comparison:
    def holds(value: str, bound: str) -> bool:
        try:
            return compare(float(value), float(bound))
        except ValueError:
            return False

    return holds


def _date(compare: Callable[[datetime, datetime], bool]) -> Comparison:
    return lambda value, bound: compare(_moment(value), _moment(bound))


def _moment(text: str) -> datetime:
    if re.fullmatch(r"\d+", text):
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_network(value: str, network: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)


def _equal(value: str, other: str) -> bool:
    return value == other


def _equal_ignoring_case(value: str, other: str) -> bool:
    return value.lower() == other.lower()


_COMPARISONS: Final[Mapping[str, Comparison]] = {
    "StringEquals": _equal,
    "StringNotEquals": _equal,
    "StringEqualsIgnoreCase": _equal_ignoring_case,
    "StringNotEqualsIgnoreCase": _equal_ignoring_case,
    "StringLike": like,
    "StringNotLike": like,
    # IAM treats the two forms of ARN comparison alike.
    "ArnEquals": _arn_like,
    "ArnNotEquals": _arn_like,
    "ArnLike": _arn_like,
    "ArnNotLike": _arn_like,
    "Bool": _equal_ignoring_case,
    "IpAddress": _in_network,
    "NotIpAddress": _in_network,
    "NumericEquals": _number(lambda value, bound: value == bound),
    "NumericNotEquals": _number(lambda value, bound: value == bound),
    "NumericLessThan": _number(lambda value, bound: value < bound),
    "NumericLessThanEquals": _number(lambda value, bound: value <= bound),
    "NumericGreaterThan": _number(lambda value, bound: value > bound),
    "NumericGreaterThanEquals": _number(lambda value, bound: value >= bound),
    "DateEquals": _date(lambda value, bound: value == bound),
    "DateNotEquals": _date(lambda value, bound: value == bound),
    "DateLessThan": _date(lambda value, bound: value < bound),
    "DateLessThanEquals": _date(lambda value, bound: value <= bound),
    "DateGreaterThan": _date(lambda value, bound: value > bound),
    "DateGreaterThanEquals": _date(lambda value, bound: value >= bound),
}
_NEGATED: Final = frozenset(name for name in _COMPARISONS if "Not" in name)
