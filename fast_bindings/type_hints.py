"""What jsii resolves anew at every call, resolved once."""

import functools
import typing
from typing import Any, Final

STUB_PREFIX: Final = "_typecheckingstub__"
"""How jsii-pacmak names the functions whose annotations its argument checks read."""

_resolve = typing.get_type_hints
_resolve_once = functools.cache(_resolve)


def _get_type_hints(obj: Any, *arguments: Any, **keywords: Any) -> dict[str, Any]:
    if arguments or keywords or not getattr(obj, "__name__", "").startswith(STUB_PREFIX):
        return _resolve(obj, *arguments, **keywords)
    return _resolve_once(obj)


def remember_type_hints() -> None:
    """Resolve the annotations of a binding's check stubs once per function instead of once per call.

    Every other use of `typing.get_type_hints` goes through unchanged. The checks themselves stay.
    """
    typing.get_type_hints = functools.wraps(_resolve)(_get_type_hints)
