"""One value against one rule of AWS: an enum, a pattern, a length or a range."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from operations.conformance.published import Published

LONGEST_SHOWN: Final = 160
SAID: Final = 12
"""As many values of an enum are named; the rest is counted."""

Said = TypeVar("Said", bound="Breach")
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What is wrong with a value: the kind of the rule, what is given and what is allowed."""

    kind: str
    given: str
    allowed: str
    fix: str
    source: str = ""

    def told(self: Said, *, source: str, text: str) -> Said:
        """Return it with the source of its rule, and a pattern in words if there are any."""
        allowed = text if text and self.kind in {"pattern", "length"} else self.allowed
        return replace(self, source=source, allowed=allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Breach):
    """A breach that stands only if `pattern` does not hold for the whole of one of `texts`, the first alone."""

    pattern: str
    texts: tuple[str, ...]

    def of(self, text: str) -> str:
        """Return what is given, with the text that breaks the pattern if it is another one."""
        return self.given if text == self.texts[0] else f"{self.given}, at its longest {json.dumps(text)}"


def breaches(
    value: Any, shape: Mapping[str, Any], *, known: bool, longest: str | None, spelled: bool
) -> Iterator[Breach | Question]:
    """Yield what is wrong with a value, by the rules of a shape in the form of botocore's models.

    Only of a `known` text, without a part that a deployment decides, are pattern, enum and least length judged;
    `longest` is the text with every part that the configuration decides at its longest. With `spelled` an enum
    is compared without regard to case, '-' and '_'.
    """
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, list):
        yield from _within(len(value), shape, f"{len(value)} entries", "entries", "length")
        return
    text = _plain(value) if isinstance(value, float) else str(value)
    shown = json.dumps(text, ensure_ascii=False)
    shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}..."
    if known:
        yield from _chosen(text, shape, shown, spelled=spelled)
    if number := _number(value, shape):
        yield from _within(number[0], shape, shown, "", "range")
        return
    if shape.get("type") == "blob":
        return
    if known:
        yield from _within(
            len(text), {"min": shape["min"]} if "min" in shape else {}, shown, "characters", "length"
        )
    if "max" in shape and (known or len(text) > shape["max"]):
        stretched = longest or text
        at = f"{shown}, {len(text)} characters"
        if len(stretched) > len(text):
            at = f"{shown}, at its longest {len(stretched)} characters ({stretched})"
        yield from _within(len(stretched), {"max": shape["max"]}, at, "characters", "length")
    if (pattern := shape.get("pattern")) and known:
        yield Question(
            kind="pattern",
            given=shown,
            allowed=f"the pattern {pattern}",
            fix="write it with what is allowed",
            pattern=pattern,
            texts=tuple(dict.fromkeys((text, longest or text))),
        )


def settled(
    published: Published, asked: Iterable[tuple[Breach | Question, Place]], unreadable: set[str]
) -> Iterator[tuple[Breach, Place]]:
    """Yield the breaches that stand, each with what it came with; patterns that cannot be read are added."""
    found = list(asked)
    pairs = list(
        dict.fromkeys(
            (each.pattern, text) for each, _ in found if isinstance(each, Question) for text in each.texts
        )
    )
    holds = dict(zip(pairs, published.matches(pairs), strict=True))
    for breach, place in found:
        if not isinstance(breach, Question):
            yield breach, place
            continue
        answers = {text: holds[breach.pattern, text] for text in breach.texts}
        if None in answers.values():
            unreadable.add(breach.pattern)
        elif broken := [text for text, held in answers.items() if not held]:
            yield replace(breach, given=breach.of(broken[0])), place


def _chosen(text: str, shape: Mapping[str, Any], given: str, *, spelled: bool) -> Iterator[Breach]:
    enum = [] if "multiple" in shape else shape.get("enum", [])
    if enum and _spelled(text, spelled) not in {_spelled(each, spelled) for each in enum}:
        more = f" or {len(enum) - SAID} more" if len(enum) > SAID else ""
        yield Breach(
            kind="enum", given=given, allowed=", ".join(enum[:SAID]) + more, fix="use one of these values"
        )


def _within(count: float, shape: Mapping[str, Any], given: str, unit: str, kind: str) -> Iterator[Breach]:
    least, most, multiple = shape.get("min"), shape.get("max"), shape.get("multiple")
    if least is not None and count < least:
        yield Breach(
            kind=kind, given=given, allowed=f"at least {_plain(least)} {unit}".strip(), fix="make it larger"
        )
    if most is not None and count > most:
        fix = "shorten it" if unit else "make it smaller"
        if "longest" in given:
            fix = "shorten it, or what the configuration admits"
        yield Breach(kind=kind, given=given, allowed=f"at most {_plain(most)} {unit}".strip(), fix=fix)
    others = shape.get("enum", ())
    if multiple is not None and count % multiple and _plain(count) not in others:
        allowed = ", ".join((*others, f"a multiple of {multiple}"))
        yield Breach(kind=kind, given=given, allowed=allowed, fix="use such a number")


def _number(value: Any, shape: Mapping[str, Any]) -> tuple[float] | None:
    if shape.get("type") not in {"integer", "long", "float", "double"}:
        return None
    try:
        return (float(value),)
    except ValueError:
        return None


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _spelled(text: str, loosely: bool) -> str:
    return text.lower().replace("_", "-") if loosely else text
