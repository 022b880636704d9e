"""What a repair is, and the guard that keeps it with the moto that it was written for."""

import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

MOTO_VERSION: Final = "5.2.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One difference between moto and AWS, and what removes it.

    `upstream` is the place in moto's source where the difference would be fixed for good.
    """

    name: str
    upstream: str
    install: Callable[[], None]


def require_moto() -> None:
    """Raise RuntimeError on any moto but the one that the repairs were written for."""
    installed = importlib.metadata.version("moto")
    if installed != MOTO_VERSION:
        raise RuntimeError(
            f"moto {installed} is installed, the repairs are for {MOTO_VERSION}: run tests/operations with "
            "MOTO_VERSION raised, remove the repairs whose 'as shipped' test fails, and pin the new version"
        )


def replace(owner: Any, name: str, new: Any) -> Any:
    """Put `new` in the place of a class's or module's attribute and return what was there.

    Raises AttributeError if there is no such attribute: moto is not what the repair was written for.
    """
    original = getattr(owner, name)
    setattr(owner, name, new)
    return original


def add(owner: Any, name: str, new: Any) -> None:
    """Add an attribute that a class lacks.

    Raises AttributeError if it has one: moto learned it by itself, and the repair is to be removed.
    """
    if hasattr(owner, name):
        raise AttributeError(f"{owner.__name__} has {name} already: remove the repair that adds it")
    setattr(owner, name, new)
