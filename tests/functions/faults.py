"""Stops a run at one of its steps, before or after the step takes effect."""

from typing import Any

STEPS = frozenset(
    {
        "copy",
        "delete_object",
        "get",
        "get_item",
        "get_object",
        "head_object",
        "put_object",
        "update_item",
    }
)


class CrashError(BaseException):
    """Stands for the end of the process: nothing of the code under test catches it."""


class Faults:
    """Counts the steps of everything it wraps, and crashes at the one chosen."""

    def __init__(self, crash_at: int) -> None:
        self.crash_at = crash_at
        self.steps: list[str] = []

    def wrap(self, target: Any) -> Any:
        """Return a stand-in whose calls count as two boundaries each: before and after."""
        return _Wrapped(target, self)

    def boundary(self, name: str) -> None:
        if len(self.steps) == self.crash_at:
            self.steps.append(name)
            raise CrashError(name)
        self.steps.append(name)


class _Wrapped:
    def __init__(self, target: Any, faults: Faults) -> None:
        self._target = target
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if name not in STEPS:
            return value

        def step(*given: Any, **named: Any) -> Any:
            self._faults.boundary(f"before {name}")
            answer = value(*given, **named)
            self._faults.boundary(f"after {name}")
            return answer

        return step
