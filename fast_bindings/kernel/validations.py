"""Validations: Python objects that are asked, before anything is written, what is wrong with a construct."""

import functools
from collections import deque
from typing import Any

from fast_bindings.kernel.unknown import StockRefusesError


def implements(python: Any, fqn: str) -> bool:
    """Say whether a program's object says that it implements an interface, by jsii's name."""
    return any(each.__jsii_type__ == fqn for each in getattr(python, "__jsii_ifaces__", ()))


class Validation:
    """A validation as it was added, and what came of each time that it was asked: an answer, or an exception.

    If Node takes the application over, it is given these, and the program's own code runs once, not twice.
    """

    def __init__(self, validation: Any) -> None:
        if not implements(validation, "constructs.IValidation"):
            raise StockRefusesError("a validation without jsii.implements")
        self.validation = validation
        self.outcomes: deque[Any] = deque()

    def validate(self) -> Any:
        """Return what is wrong and note it."""
        try:
            found = self.validation.validate()
        except Exception as error:
            self.outcomes.append(error)
            raise
        self.outcomes.append(found)
        return found

    def for_node(self) -> Any:
        """Return what Node is given in place of the validation."""
        return _asked_type()(self) if self.outcomes else self.validation


@functools.cache
def _asked_type() -> Any:
    import constructs  # noqa: PLC0415 - this kernel is there before them
    import jsii  # noqa: PLC0415

    @jsii.implements(constructs.IValidation)
    class Asked:
        """Answers what was answered before, and asks after that."""

        def __init__(self, asked: Validation) -> None:
            self._asked = asked

        def validate(self) -> Any:
            """Return the answer, or raise what was raised."""
            outcomes = self._asked.outcomes
            found = outcomes.popleft() if outcomes else self._asked.validation.validate()
            if isinstance(found, Exception):
                raise found
            return found

    return Asked
