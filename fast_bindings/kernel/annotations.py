"""What a program says about constructs: it goes into the manifest, and cdktf-cli prints it."""

from typing import Any, Final

from fast_bindings.kernel import beginning
from fast_bindings.kernel.tree import Clock, Construct, Native, with_python
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

LEVELS: Final = {"addInfo": "@cdktf/info", "addWarning": "@cdktf/warn", "addError": "@cdktf/error"}
"""Source: cdktf 0.21, lib/annotations.js."""
GO_ON: Final = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"
"""Set, as by cdktf-cli, it lets a program with errors be written: who reads the manifest prints them."""


class Annotations(Native):
    """The annotations of a construct, of an application without stack traces: those of others are JavaScript's."""

    fqn = "cdktf.Annotations"

    def __init__(self, construct: Construct) -> None:
        if construct.root.stack_traces:
            raise UnknownToKernelError("annotations with stack traces")
        self.history, self.construct = construct.history, construct
        with_python(self)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add one."""
        if method not in LEVELS:
            return super().invoke(method, arguments)
        Clock.tick()
        self.construct.annotations.append((LEVELS[method], arguments[0]))
        return None


def annotations_in(stack: Construct) -> list[dict[str, str]]:
    """Return what is said of a stack and all below it. An error is refused, unless it is to be written too."""
    found = [
        {"constructPath": each.path, "level": level, "message": message}
        for each in stack.walk()
        for level, message in each.annotations
    ]
    if GO_ON not in beginning.variables() and any(each["level"] == LEVELS["addError"] for each in found):
        raise StockRefusesError("an annotation that is an error")
    return found
