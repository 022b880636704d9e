"""cdktf's tokens: what stands, in strings, lists and numbers, for values that only Terraform knows."""

import re
import struct
from collections.abc import Container, Iterator
from itertools import count
from typing import Any, ClassVar, Final
from weakref import WeakSet

from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

MARK: Final = "TfToken["
IN_STRING: Final = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
IN_LIST: Final = re.compile(r"#\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
IN_MAP: Final = re.compile(r"&\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
IN_NUMBER: Final = re.compile(r"[-|\d|.\+]+(e[-|\d|.|e|E|\+]+)")
"""Forms of tokens. Source: cdktf 0.21, lib/tokens/private/encoding.js."""
NUMBER_MARK: Final = 0xFDFF
NUMBER_LIST_MARK: Final = 0xFBFF
"""The upper 16 bits of doubles that are tokens; the lower 48 are their number. Source: as above."""


def number_of(index: int, mark: int = NUMBER_MARK) -> float:
    """Return the number that is the token of an index."""
    (found,) = struct.unpack("<d", struct.pack("<Q", mark << 48 | index))
    return found


def index_of(value: float, mark: int = NUMBER_MARK) -> int | None:
    """Return the index of the token that a number is, None for a number that is none."""
    (bits,) = struct.unpack("<Q", struct.pack("<d", value))
    return bits & (1 << 48) - 1 if bits >> 48 == mark else None


MAP_VALUES: Final = {
    "String": "String Map Token Value",
    "Number": -123456789,
    "Boolean": True,
    "Any": "Any Map Token Value",
}
"""What stands as the value in the token of a map of each kind. Source: cdktf 0.21, lib/tokens/token.js."""


class Context:
    """Where a value is resolved: in which stack, and whether braces and escapes are left out.

    `preparing` is the pass before everything is written, in which references across stacks are made.
    """

    __slots__ = ("braces_off", "escapes_off", "preparing", "stack")

    def __init__(
        self, stack: Any, *, preparing: bool = False, braces_off: bool = False, escapes_off: bool = False
    ) -> None:
        self.stack, self.preparing = stack, preparing
        self.braces_off, self.escapes_off = braces_off, escapes_off

    def inner(self) -> "Context":
        """Return one of its own for what is inside."""
        return Context(
            self.stack, preparing=self.preparing, braces_off=self.braces_off, escapes_off=self.escapes_off
        )


class Expression:
    """Something that has a value in Terraform alone."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text: str | None = None

    def resolved(self, context: Context) -> Any:
        """Return what is written for it, perhaps with tokens inside."""
        raise NotImplementedError


class History:
    """What a program did in one application: the calls of jsii in their order, and the tokens that came of them.

    It lives as long as the application's objects do. `by_node` once Node has taken the application over.
    """

    _order: ClassVar[Iterator[int]] = count()

    def __init__(self) -> None:
        self.calls: list[tuple[int, str, tuple[Any, ...], Any]] = []
        """When in the process, the operation, its arguments and what it returned."""
        self.expressions: dict[str, Expression] = {}
        self.numbers: dict[int, Expression] = {}
        self.by_node = False
        TOKENS.histories.add(self)

    def note(self, operation: str, arguments: tuple[Any, ...], result: Any) -> None:
        """Note a call that was done."""
        self.calls.append((next(self._order), operation, arguments, result))

    def stop_if_by_node(self) -> None:
        """Stop what a call into the program's own code interrupted, where Node took the application over in it."""
        if self.by_node:
            raise StockRefusesError("the rest of an application of Node")

    def has_token(self, number: int) -> bool:
        """Return whether a token of a number was made here."""
        return number in self.numbers or f"TOKEN.{number}" in self.expressions


class ForgottenTokenError(RuntimeError):
    """A token of an application of which this process has kept nothing; the message says what to do."""


class Registry:
    """Every token of this process, numbered as cdktf numbers them. New ones belong to the history that is `active`."""

    def __init__(self) -> None:
        self.histories: WeakSet[History] = WeakSet()
        self.active: History
        self.count = 0
        self.inner = 0
        self.any_numbers = False
        self.with_node: Container[int] = ()
        """The numbers of the tokens that Node knows, too."""

    def string(self, expression: Expression) -> str:
        """Return the token of an expression in a string, always the same one."""
        if expression.text is None:
            expression.text = f"${{{MARK}{self._key(expression)}]}}"
        return expression.text

    def inner_string(self, expression: Expression) -> str:
        """Return a token for use while values are resolved, which nobody sees."""
        if expression.text is None:
            key = f"INNER.{self.inner}"
            self.inner += 1
            self.active.expressions[key] = expression
            expression.text = f"${{{MARK}{key}]}}"
        return expression.text

    def list_of(self, expression: Expression) -> list[str]:
        """Return a list of one token that stands for a list."""
        return [f"#{{{MARK}{self._key(expression)}]}}"]

    def map_of(self, expression: Expression, value: Any) -> dict[str, Any]:
        """Return a map of one token, with the value that cdktf gives maps of that kind."""
        return {f"&{{{MARK}{self._key(expression)}]}}": value}

    def number(self, expression: Expression) -> float:
        """Return a token that is a number."""
        return number_of(self._number(expression))

    def numbers_of(self, expression: Expression) -> list[float]:
        """Return a list of one token that stands for a list of numbers."""
        return [number_of(self._number(expression), NUMBER_LIST_MARK)]

    def of_number(self, value: float, mark: int = NUMBER_MARK) -> Expression | None:
        """Return the expression that a number stands for, None for one that is none."""
        index = index_of(value, mark)
        if index is None:
            return None
        for history in self._alive():
            if index in history.numbers:
                return history.numbers[index]
        self.refuse_forgotten(index)
        raise UnknownToKernelError(f"a number that is a token of another kernel, {index}")

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
        for history in self._alive():
            if key in history.expressions:
                return history.expressions[key]
        name, _, number = key.partition(".")
        if name == "TOKEN" and number.isdecimal():
            self.refuse_forgotten(int(number))
        raise UnknownToKernelError(f"a token that this kernel did not make, {key}")

    def refuse_forgotten(self, number: int) -> None:
        """Raise ForgottenTokenError for a token that was made here, by an application that is forgotten since."""
        if number < self.count and number not in self.with_node:
            raise ForgottenTokenError(
                f"TOKEN.{number} is of an application that is over: nothing but texts was left of it when others were "
                "made. Make the value anew in each application, make it before the first, or hold on to its App; with "
                "ANTHILL_KERNEL=node, cdktf forgets none"
            )

    def _alive(self) -> Iterator[History]:
        yield self.active
        yield from self.histories

    def _key(self, expression: Expression) -> str:
        key = f"TOKEN.{self.count}"
        self.count += 1
        self.active.expressions[key] = expression
        return key

    def _number(self, expression: Expression) -> int:
        index = self.count
        self.count += 1
        self.any_numbers = True
        self.active.numbers[index] = expression
        return index


TOKENS: Final = Registry()
BEFORE: Final = History()
"""What is done before there is an application."""
TOKENS.active = BEFORE
