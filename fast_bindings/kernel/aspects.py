"""Aspects: Python objects that visit every construct below one, before a stack is written."""

import functools
from collections import deque
from typing import Any

from fast_bindings.kernel.tree import Construct, Native, with_python
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.validations import Validation, implements


class Visits:
    """An aspect as it was added once, and what its visits came to: None, or the exception that it raised.

    If Node takes the application over, the visits are over for it too: what they did is repeated as calls, and the
    program's own code runs once, not twice.
    """

    def __init__(self, aspect: Any) -> None:
        self.aspect = aspect
        self.outcomes: dict[int, deque[Exception | None]] = {}

    def visit(self, node: Any) -> None:
        """Let the aspect visit a construct and note the outcome."""
        outcome: Exception | None = None
        try:
            self.aspect.visit(node)
        except Exception as error:  # noqa: BLE001 - whatever it is, cdktf says it
            outcome = error
        self.outcomes.setdefault(id(node), deque()).append(outcome)
        if outcome is not None:
            raise StockRefusesError(f"an aspect that failed: {outcome!r}")

    def for_node(self) -> Any:
        """Return what Node is given in place of the aspect."""
        return _visited_type()(self) if self.outcomes else self.aspect


@functools.cache
def _visited_type() -> Any:
    import cdktf  # noqa: PLC0415 - this kernel is there before them
    import jsii  # noqa: PLC0415

    @jsii.implements(cdktf.IAspect)
    class Visited:
        """Visits what was not visited yet."""

        def __init__(self, visits: Visits) -> None:
            self._visits = visits

        def visit(self, node: Any) -> None:
            """Visit, or raise again what the visit came to."""
            outcomes = self._visits.outcomes.get(id(node))
            outcome = outcomes.popleft() if outcomes else self._visits.aspect.visit(node)
            if outcome is not None:
                raise outcome

    return Visited


def for_node(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments of a call with what Node is given in place of aspects and validations."""
    return tuple(
        type(value)(each.for_node() if isinstance(each, Visits | Validation) else each for each in value)
        if isinstance(value, list) and any(isinstance(each, Visits | Validation) for each in value)
        else value
        for value in arguments
    )


class Aspects(Native):
    """The aspects of a construct."""

    fqn = "cdktf.Aspects"
    visiting = False

    def __init__(self, construct: Construct) -> None:
        self.history = construct.history
        self.added: list[Visits] = []
        with_python(self)

    def get(self, name: str) -> Any:
        """Return the aspects."""
        return [each.aspect for each in self.added] if name == "all" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add an aspect."""
        if method != "add":
            return super().invoke(method, arguments)
        aspect = arguments[0]
        if getattr(aspect, "__jsii_type__", None) is not None or not callable(getattr(aspect, "visit", None)):
            raise UnknownToKernelError("an aspect that is not written in Python")
        if not implements(aspect, "cdktf.IAspect"):
            raise StockRefusesError("an aspect without jsii.implements")
        if Aspects.visiting:
            raise RuntimeError(
                "an aspect that adds an aspect while it visits: cdktf then warns, and applies it to a part of the tree "
                "alone; the Python kernel cannot repeat that: set ANTHILL_KERNEL=node"
            )
        visits = Visits(aspect)
        self.added.append(visits)
        # The call is repeated with this, should Node take over.
        arguments[0] = visits
        return None


def aspects_of(construct: Construct) -> Aspects:
    """Return the aspects of a construct, always the same object."""
    if construct.aspects is None:
        construct.aspects = Aspects(construct)
    return construct.aspects


def visit_all(root: Construct) -> None:
    """Let every aspect of a stack and of what is in it visit what is below. Those of the application are not asked."""
    if any(each.aspects is not None for each in root.walk()):
        Aspects.visiting = True
        try:
            _visit(root, [])
        finally:
            Aspects.visiting = False


def _visit(construct: Construct, inherited: list[Visits]) -> None:
    here = [*inherited, *(construct.aspects.added if construct.aspects is not None else ())]
    for visits in here:
        visits.visit(construct.python)
        construct.history.stop_if_by_node()
    for child in construct.ordered_children():
        _visit(child, here)
