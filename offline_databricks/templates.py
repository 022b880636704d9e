"""Texts with holes: `{name}` takes an attribute, `{{` and `}}` are braces."""

import hashlib
import string
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_FORMATTER: Final = string.Formatter()


def names_in(template: str) -> list[str]:
    """Return the names of the holes in a template."""
    return [name for _, name, _, _ in _FORMATTER.parse(template) if name]


def filled(template: str, take: Callable[[str], str]) -> str:
    """Return a template with what `take` gives for each hole."""
    return "".join(text + (take(name) if name else "") for text, name, _, _ in _FORMATTER.parse(template))


@dataclass(frozen=True, slots=True)
class Seed:
    """Values that look random and are always the same for the same text."""

    text: str

    def at(self, place: str) -> "Seed":
        """Return the seed of one attribute."""
        return Seed(f"{self.text}/{place}")

    def shape(self, name: str) -> str | None:
        """Return a made-up value of a shape, None for a name that is none."""
        make = _SHAPES.get(name)
        return make(hashlib.sha256(self.text.encode()).hexdigest()) if make else None


_SHAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "uuid": lambda digest: str(uuid.UUID(digest[:32], version=4)),
    "number": lambda digest: str(10**14 + int(digest, 16) % (9 * 10**14)),
    "hex4": lambda digest: digest[8:12],
    "hex8": lambda digest: digest[:8],
    "hex16": lambda digest: digest[:16],
    "hex32": lambda digest: digest[:32],
}
