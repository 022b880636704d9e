"""The expressions of Terraform that cdktf writes: references, calls of functions, access to elements."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import TOKENS, Context, Expression
from fast_bindings.kernel.unknown import UnknownToKernelError

IDENTIFIER: Final = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")


class Reference(Expression):
    """An attribute of an element of a stack."""

    __slots__ = ("identifier", "stack")

    def __init__(self, identifier: str, stack: Any) -> None:
        super().__init__()
        self.identifier, self.stack = identifier, stack

    def resolved(self, context: Context) -> str:
        """Return the attribute's address."""
        if self.stack is not context.stack:
            raise UnknownToKernelError(f"a reference across stacks, to {self.identifier}")
        return _braced(self.identifier, context)


class Dependency(Expression):
    """An element that another one depends on."""

    __slots__ = ("address",)

    def __init__(self, address: Callable[[], str]) -> None:
        super().__init__()
        self.address = address

    def resolved(self, context: Context) -> str:
        """Return the address of the element, without braces."""
        context.braces_off = True
        return self.address()


class Given(Expression):
    """A value that a user makes a token of."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value

    def resolved(self, context: Context) -> Any:
        """Return the value itself."""
        del context
        return self.value


class Access(Expression):
    """An element or attribute of another value."""

    __slots__ = ("path", "target")

    def __init__(self, target: str, path: Sequence[str | int]) -> None:
        super().__init__()
        self.target, self.path = target, path

    def resolved(self, context: Context) -> str:
        """Return the target with its indices and attributes."""
        without_braces = context.braces_off
        context.braces_off = True
        text = argument(self.target, context) + "".join(_step(each, context) for each in self.path)
        return text if without_braces else f"${{{text}}}"


class Call(Expression):
    """A call of a function."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: str, arguments: Sequence[Any]) -> None:
        super().__init__()
        self.function, self.arguments = function, arguments

    def resolved(self, context: Context) -> str:
        """Return the call with its arguments."""
        without_braces, escapes_off = context.braces_off, context.escapes_off
        context.braces_off = context.escapes_off = True
        text = f"{self.function}({', '.join(argument(each, context) for each in self.arguments)})"
        context.escapes_off = escapes_off
        return text if without_braces else f"${{{text}}}"


def _braced(text: str, context: Context) -> str:
    without_braces = context.braces_off
    context.braces_off = True
    return text if without_braces else f"${{{text}}}"


def _step(step: str | int, context: Context) -> str:
    if isinstance(step, int):
        return f".{step}"
    if IDENTIFIER.fullmatch(step):
        return f".{step}"
    return "[*]" if step == "*" else f"[{argument(step, context)}]"


def argument(value: Any, context: Context) -> str:
    """Return a value as an argument within an expression."""
    found = resolve(value, context.inner())
    if isinstance(value, str):
        return _text(value, found)
    if isinstance(value, Expression):
        return _kept(found)
    if isinstance(found, list):
        return f"[{', '.join(argument(each, context) for each in value)}]"
    if isinstance(found, dict):
        pairs = [f'"{key}" = {argument(value[key], context)}' for key in javascript.ordered_keys(found)]
        return f"{{{', '.join(pairs)}}}"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int | float):
        return javascript.number(found)
    raise UnknownToKernelError(f"an argument of type {type(found).__name__}")


def _kept(found: Any) -> str:
    if not isinstance(found, str):
        raise UnknownToKernelError("an argument that is an expression without text")
    return found


def _text(given: str, found: Any) -> str:
    fragments = TOKENS.fragments(given)
    expressions = sum(isinstance(each, Expression) for each in fragments)
    if expressions == 1 and len(fragments) == 1:
        return _kept(found)
    if not expressions:
        return _quoted(_escaped(_kept(found)))
    # Literals and tokens: each token in braces of its own, to be resolved later as part of a string.
    return _quoted(
        "".join(
            _escaped(each) if isinstance(each, str) else f"${{{TOKENS.inner_string(each)}}}"
            for each in fragments
        )
    )


def _escaped(text: str) -> str:
    return text.replace("\n", "\\n").replace("${", "$${")


def _quoted(text: str) -> str:
    """Quote a text, unless it is quoted already."""
    return text if text != '"' and text.startswith('"') and text.endswith('"') else f'"{text}"'
