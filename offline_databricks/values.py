"""Terraform's values: MessagePack on the wire, plain Python here, with one object for what is not yet known."""

from typing import Any, Final, TypeAlias, cast

import msgpack

Value: TypeAlias = Any
"""None, bool, int, float, str, a list, a dict with text keys, or UNKNOWN; lists stand for sets too."""

Object: TypeAlias = dict[str, Any]


class Unknown:
    """A value that Terraform does not know before apply; there is one, `UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> "Unknown":
        return self

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN: Final = Unknown()

_UNKNOWN_CODE: Final = 0
_REFINED_CODE: Final = 12
"""An unknown value of which something is known (not null, a prefix): here as unknown as any."""


def encode(value: Value) -> bytes:
    """Return a value as Terraform reads it."""
    return cast("bytes", msgpack.packb(value, default=_extension))


def decode(packed: bytes) -> Value:
    """Return the value that Terraform sent; raise ValueError if it is not one."""
    try:
        return msgpack.unpackb(packed, ext_hook=_unknown, strict_map_key=True)
    except (ValueError, msgpack.UnpackException) as error:
        raise ValueError(f"not a value of Terraform: {error}") from error


def given(value: Value) -> bool:
    """Return whether a value is set: an absent block is an empty list, an absent attribute is null."""
    return value not in (None, [], {})


def _extension(value: object) -> msgpack.ExtType:
    if isinstance(value, Unknown):
        return msgpack.ExtType(_UNKNOWN_CODE, b"\0")
    raise TypeError(f"{type(value).__name__} is not a value of Terraform")


def _unknown(code: int, _data: bytes) -> Unknown:
    if code in {_UNKNOWN_CODE, _REFINED_CODE}:
        return UNKNOWN
    raise ValueError(f"extension {code} of MessagePack is not one of Terraform's")
