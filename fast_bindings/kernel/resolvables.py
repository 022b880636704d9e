"""Values that cdktf hands out as objects: what a boolean, or anything at all, is once Terraform has it."""

import importlib
from typing import Any

from fast_bindings.kernel.tokens import TOKENS, Expression
from fast_bindings.kernel.tree import Native


class Resolvable(Native):
    """An expression in the hands of a program, with jsii's interface of it or, where cdktf says any, without one."""

    fqn = "Object"

    def __init__(self, expression: Expression, *, typed: bool = True) -> None:
        self.history = TOKENS.active
        self.held = expression
        self.interfaces = ["cdktf.IResolvable"] if typed else None
        reference_map: Any = importlib.import_module("jsii._reference_map")
        self.python = reference_map.InterfaceDynamicProxy(
            reference_map._refs.build_interface_proxies_for_ref(self)
        )

    def expression(self) -> Expression:
        """Return what it is written as."""
        return self.held

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Return it as a text."""
        return TOKENS.string(self.held) if method == "toString" else super().invoke(method, arguments)


class Addressed(Expression):
    """A block, a list of blocks or a map, where it stands as a whole: its address."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token

    def resolved(self, context: Any) -> str:
        """Return the token of the address."""
        del context
        return self.token


class Whole(Native):
    """A value within a resource that has an address and can be given as a whole."""

    _expression: Addressed | None = None

    def whole(self) -> Expression:
        """Return the reference to all of it."""
        raise NotImplementedError

    def expression(self) -> Addressed:
        """Return what it is written as."""
        if self._expression is None:
            self._expression = Addressed(TOKENS.string(self.whole()))
        return self._expression

    def get(self, name: str) -> Any:
        """Return its address."""
        return self.expression().token if name == "fqn" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Return it as a text."""
        return TOKENS.string(self.expression()) if method == "toString" else super().invoke(method, arguments)
