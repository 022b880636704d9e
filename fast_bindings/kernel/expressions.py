"""The expressions of Terraform that cdktf writes: references, calls of functions, access to elements."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import TOKENS, Context, Expression, index_of

IDENTIFIER: Final = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")

FALSE: Final = frozenset({"", "0", "false"})
"""How values that JavaScript takes for false are written; a text may be written so too."""


class Braced(Expression):
    """What is written in braces of its own, unless it is within others."""

    __slots__ = ()

    def resolved(self, context: Context) -> str:
        """Return it as it is written there."""
        without_braces = context.braces_off
        context.braces_off = True
        text = self.inside(context)
        return text if without_braces else f"${{{text}}}"

    def inside(self, context: Context) -> str:
        """Return it as it is within braces."""
        raise NotImplementedError


class Reference(Braced):
    """An attribute of an element of a stack."""

    __slots__ = ("elsewhere", "identifier", "stack")

    def __init__(self, identifier: str, stack: Any) -> None:
        super().__init__()
        self.identifier, self.stack = identifier, stack
        self.elsewhere: dict[str, str] | None = None
        """By the path of another stack, the token there for what this refers to."""

    def inside(self, context: Context) -> str:
        """Return the attribute's address."""
        return self.identifier if self.stack is context.stack else self._across(context)

    def _across(self, context: Context) -> str:
        """Return what stands for it in another stack: before `prepare` has asked for it, its own address."""
        stack = context.stack
        self.elsewhere = self.elsewhere or {}
        if context.preparing:
            self.elsewhere[stack.path] = stack.referred(self)
        elif stack.path not in self.elsewhere:
            stack.refers = True
        return self.elsewhere.get(stack.path, self.identifier)


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


class Access(Braced):
    """An element or attribute of another value."""

    __slots__ = ("path", "target")

    def __init__(self, target: Any, path: Sequence[Any]) -> None:
        super().__init__()
        self.target, self.path = target, path

    def inside(self, context: Context) -> str:
        """Return the target with its indices and attributes."""
        return argument(self.target, context) + "".join(_step(each, context) for each in self.path)


class Call(Braced):
    """A call of a function."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: str, arguments: Sequence[Any]) -> None:
        super().__init__()
        self.function, self.arguments = function, arguments

    def inside(self, context: Context) -> str:
        """Return the call with its arguments."""
        escapes_off, context.escapes_off = context.escapes_off, True
        text = f"{self.function}({_arguments(self.arguments, context)})"
        context.escapes_off = escapes_off
        return text


class Operation(Braced):
    """An operator between one or two values."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, operator: str, left: Any, right: Any = None) -> None:
        super().__init__()
        self.operator, self.left, self.right = operator, left, right

    def inside(self, context: Context) -> str:
        """Return the operation, as cdktf does: a second value that JavaScript takes for false is no value.

        It is written as undefined then, and a difference as the negation of what is on the left.
        """
        left = argument(self.left, context)
        given = isinstance(self.right, Expression | list | dict) or bool(self.right)
        right = argument(self.right, context) if given else "undefined"
        if self.operator == "-" and right in FALSE:
            given = bool(resolve(self.right, context.inner()))
        if self.operator == "!" or (self.operator == "-" and not given):
            return f"{self.operator}{left}"
        return f"({left} {self.operator} {right})"


class Conditional(Braced):
    """One of two values by a condition."""

    __slots__ = ("values",)

    def __init__(self, *values: Any) -> None:
        super().__init__()
        self.values = values

    def inside(self, context: Context) -> str:
        """Return the condition with the two values."""
        condition, yes, no = (argument(each, context) for each in self.values)
        return f"{condition} ? {yes} : {no}"


class RawText(Expression):
    """A text whose quotation marks are escaped."""

    __slots__ = ("given",)

    def __init__(self, given: str) -> None:
        super().__init__()
        self.given = given

    def resolved(self, context: Context) -> str:
        """Return the text, in quotation marks inside an expression."""
        text = _escaped(self.given).replace('"', '\\"')
        return f'"{text}"' if context.braces_off else text


def _step(step: Any, context: Context) -> str:
    if isinstance(step, int | float) and not isinstance(step, bool) and index_of(step) is None:
        return f".{javascript.number(step)}"
    if isinstance(step, str) and IDENTIFIER.fullmatch(step):
        return f".{step}"
    return "[*]" if step == "*" else f"[{argument(step, context)}]"


def _arguments(values: Sequence[Any], context: Context) -> str:
    """Return arguments between commas; JavaScript joins nothing as an empty text."""
    return ", ".join("" if each is None else argument(each, context) for each in values)


def argument(value: Any, context: Context) -> str:
    """Return a value as an argument within an expression."""
    found: Any = resolve(value, context.inner())
    if isinstance(found, str):
        # No text as given, but one now: what stands for a list, a map or a number as a whole.
        return _text(value, found) if isinstance(value, str) else found
    if isinstance(value, str):
        # A token in a text that stands for something else.
        return argument(found, context)
    if isinstance(value, Expression):
        return _kept(found)
    if isinstance(found, list):
        return f"[{_arguments(value, context)}]"
    if isinstance(found, dict):
        # A key with a token is another one now, which nothing is held under: undefined, as by cdktf.
        pairs = [
            f'"{key}" = {argument(value[key], context) if key in value else "undefined"}'
            for key in javascript.ordered_keys(found)
        ]
        return f"{{{', '.join(pairs)}}}"
    return _kept(found)


def _kept(found: Any) -> str:
    return javascript.text(found, f"an argument of type {type(found).__name__}")


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
