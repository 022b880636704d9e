"""cdktf's tokens: what stands, in strings, lists and numbers, for values that only Terraform knows."""

import re
import struct
from typing import Any, Final

from fast_bindings.kernel.unknown import UnknownToKernelError

MARK: Final = "TfToken["
IN_STRING: Final = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
IN_LIST: Final = re.compile(r"#\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
IN_NUMBER: Final = re.compile(r"[-|\d|.\+]+(e[-|\d|.|e|E|\+]+)")
"""Forms of tokens. Source: cdktf 0.21, lib/tokens/private/encoding.js."""
NUMBER_MARK: Final = 0xFDFF
NUMBER_LIST_MARK: Final = 0xFBFF
"""The upper 16 bits of doubles that are tokens; the lower 48 are their number. Source: as above."""


def number_of(index: int) -> float:
    """Return the number that is the token of an index."""
    (found,) = struct.unpack("<d", struct.pack("<Q", NUMBER_MARK << 48 | index))
    return found


def index_of(value: float, mark: int = NUMBER_MARK) -> int | None:
    """Return the index of the token that a number is, None for a number that is none."""
    (bits,) = struct.unpack("<Q", struct.pack("<d", value))
    return bits & (1 << 48) - 1 if bits >> 48 == mark else None


class Context:
    """Where a value is resolved: in which stack, and whether braces and escapes are left out."""

    __slots__ = ("braces_off", "escapes_off", "stack")

    def __init__(self, stack: Any, *, braces_off: bool = False, escapes_off: bool = False) -> None:
        self.stack, self.braces_off, self.escapes_off = stack, braces_off, escapes_off

    def inner(self) -> "Context":
        """Return one of its own for what is inside."""
        return Context(self.stack, braces_off=self.braces_off, escapes_off=self.escapes_off)


class Expression:
    """Something that has a value in Terraform alone."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text: str | None = None

    def resolved(self, context: Context) -> Any:
        """Return what is written for it, perhaps with tokens inside."""
        raise NotImplementedError


class Registry:
    """Every token of this process, numbered as cdktf numbers them."""

    def __init__(self) -> None:
        self.expressions: dict[str, Expression] = {}
        self.numbers: dict[int, Expression] = {}
        self.count = 0
        self.inner = 0

    def string(self, expression: Expression) -> str:
        """Return the token of an expression in a string, always the same one."""
        if expression.text is None:
            key = self._key()
            self.expressions[key] = expression
            expression.text = f"${{{MARK}{key}]}}"
        return expression.text

    def inner_string(self, expression: Expression) -> str:
        """Return a token for use while values are resolved, which nobody sees."""
        if expression.text is None:
            key = f"INNER.{self.inner}"
            self.inner += 1
            self.expressions[key] = expression
            expression.text = f"${{{MARK}{key}]}}"
        return expression.text

    def list_of(self, expression: Expression) -> list[str]:
        """Return a list of one token that stands for a list."""
        key = self._key()
        self.expressions[key] = expression
        return [f"#{{{MARK}{key}]}}"]

    def number(self, expression: Expression) -> float:
        """Return a token that is a number."""
        index = self.count
        self.count += 1
        self.numbers[index] = expression
        return number_of(index)

    def of_number(self, value: float) -> Expression | None:
        """Return the expression that a number stands for, or None."""
        if index_of(value, NUMBER_LIST_MARK) is not None:
            raise UnknownToKernelError("a token of a list of numbers")
        index = index_of(value)
        return None if index is None else self.numbers[index]

    def fragments(self, text: str) -> list[str | Expression]:
        """Return a string as literals and the expressions between them."""
        found: list[str | Expression] = []
        end = 0
        for token in IN_STRING.finditer(text):
            if token.start() > end:
                found.append(text[end : token.start()])
            found.append(self.known(token[1]))
            end = token.end()
        if end < len(text):
            found.append(text[end:])
        return found

    def known(self, key: str) -> Expression:
        """Return the expression of a token's key."""
        try:
            return self.expressions[key]
        except KeyError:
            raise UnknownToKernelError(f"a token that this kernel did not make, {key}") from None

    def _key(self) -> str:
        key = f"TOKEN.{self.count}"
        self.count += 1
        return key


TOKENS: Final = Registry()
