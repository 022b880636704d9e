"""typeguard, imported when more is asked of it than what is answered here: it imports mocks, and they asyncio."""

import functools
import importlib
import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

NAME: Final = "typeguard"
CHECK: Final = "check_type"


class _Late(ModuleType):
    """The module before it is loaded, with nothing but the check that is put in place of its own."""

    def __getattr__(self, name: str) -> Any:
        _load(self)
        return getattr(self, name)


def typeguard_check(*arguments: Any, **keywords: Any) -> Any:
    """Check by typeguard itself, which is imported if that has not been done."""
    module = importlib.import_module(NAME)
    if isinstance(module, _Late):
        _load(module)
    check = module.check_type
    return getattr(check, "__wrapped__", check)(*arguments, **keywords)


def replace_check(check: Callable[..., Any]) -> None:
    """Put a check in the place of typeguard's, once, without importing that, for all who call it by its module."""
    module = sys.modules.get(NAME)
    if module is None:
        module = _late()
        vars(module)[CHECK] = check
    else:
        _wrap(module, check)


def _late() -> ModuleType:
    spec = importlib.util.find_spec(NAME)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {NAME!r}", name=NAME)
    module = importlib.util.module_from_spec(spec)
    module.__class__ = _Late
    sys.modules[NAME] = module
    return module


def _load(module: ModuleType) -> None:
    check = vars(module)[CHECK]
    module.__class__ = ModuleType
    loader = getattr(module.__spec__, "loader", None)
    assert loader is not None  # noqa: S101 - `_late` found it
    loader.exec_module(module)
    _wrap(module, check)


def _wrap(module: ModuleType, check: Callable[..., Any]) -> None:
    vars(module)[CHECK] = functools.wraps(vars(module)[CHECK])(check)
