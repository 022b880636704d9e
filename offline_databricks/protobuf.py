"""Protocol Buffers for the few messages of Terraform's plugin protocol: fields by number, no generated code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

Message: TypeAlias = dict[str, Any]
"""A message by field name; a field left out has the zero value of its kind."""

VARINT: Final = 0
FIXED64: Final = 1
BYTES: Final = 2
FIXED32: Final = 5

_ZERO: Final[Mapping[str, object]] = {"string": "", "bytes": b"", "bool": False, "int": 0}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its kind is `string`, `bytes`, `bool`, `int` or the name of a message.

    A map of the protocol is a field whose `map` is set: its keys are texts.
    """

    number: int
    name: str
    kind: str
    repeated: bool = False
    map: bool = False


Fields: TypeAlias = tuple[Field, ...]


class Codec:
    """How the messages of one protocol are written and read."""

    def __init__(self, messages: Mapping[str, Fields]) -> None:
        self._messages = messages

    def encode(self, kind: str, message: Message) -> bytes:
        """Return a message in bytes; raise KeyError for a field that it does not have."""
        known = {field.name: field for field in self._messages[kind]}
        return b"".join(
            part
            for name, value in message.items()
            if value is not None
            for part in self._parts(known[name], value)
        )

    def decode(self, kind: str, packed: bytes) -> Message:
        """Return a message with all its fields, those left out with their zero; unknown ones are ignored.

        Raises ValueError if the bytes are cut off. A message left out is None.
        """
        known = {field.number: field for field in self._messages[kind]}
        message: Message = {field.name: _zero(field) for field in known.values()}
        for number, raw in fields(packed):
            field = known.get(number)
            if field is None:
                continue
            value = self._read(field.kind, raw)
            if field.repeated:
                message[field.name].append(value)
            else:
                message[field.name] = value
        return message

    def _parts(self, field: Field, value: Any) -> Iterator[bytes]:
        if field.map:
            for key, one in cast("Mapping[str, Any]", value).items():
                entry = lengthy(1, key.encode()) + lengthy(2, self._pack(field.kind, one))
                yield lengthy(field.number, entry)
        else:
            for one in cast("list[Any]", value) if field.repeated else (value,):
                if field.kind in {"bool", "int"}:
                    yield _varint(field.number << 3 | VARINT) + _varint(int(one))
                else:
                    yield lengthy(field.number, self._pack(field.kind, one))

    def _pack(self, kind: str, value: Any) -> bytes:
        if kind == "string":
            return value.encode()
        return value if kind == "bytes" or isinstance(value, bytes) else self.encode(kind, value)

    def _read(self, kind: str, raw: int | bytes) -> Any:
        if isinstance(raw, int) != (kind in {"bool", "int"}):
            raise ValueError(f"a field of a message is not of type {kind}")
        if isinstance(raw, int):
            return bool(raw) if kind == "bool" else raw
        if kind == "string":
            return raw.decode()
        return raw if kind == "bytes" else self.decode(kind, raw)


def _zero(field: Field) -> object:
    return [] if field.repeated else {} if field.map else _ZERO.get(field.kind)


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1  # negative numbers take ten bytes, as two's complement
    parts = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits to the byte
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def lengthy(number: int, packed: bytes) -> bytes:
    """Return a field that holds bytes, a text or a message."""
    return _varint(number << 3 | BYTES) + _varint(len(packed)) + packed


def fields(packed: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a message, each with its number; raise ValueError where the bytes are cut off."""
    position = 0
    while position < len(packed):
        tag, position = _read_varint(packed, position)
        wire = tag & 7
        if wire == VARINT:
            value, position = _read_varint(packed, position)
            yield tag >> 3, value
            continue
        if wire == BYTES:
            length, position = _read_varint(packed, position)
        else:
            length = {FIXED64: 8, FIXED32: 4}.get(wire, -1)
        if length < 0 or position + length > len(packed):
            raise ValueError("a message is cut off or not of this protocol")
        yield tag >> 3, packed[position : position + length]
        position += length


def _read_varint(packed: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(packed) or shift > 63:  # noqa: PLR2004 - 64 bits at most
            raise ValueError("a message is cut off or not of this protocol")
        byte = packed[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the top bit says that more follow
            return value, position
        shift += 7
