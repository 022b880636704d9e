"""The part of a provider's schema that a stack needs."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from offline_databricks.protobuf import fields, lengthy

NARROWED: Final = frozenset({2, 3})
"""The fields that are maps by type: `resource_schemas` and `data_source_schemas` of both protocols.

Source: docs/plugin-protocol of hashicorp/terraform; further maps, such as of functions, are small and stay.
"""

_TYPE: Final = re.compile(rb'"(aws_[a-z0-9_]+)"')
STACK: Final = "cdk.tf.json"

ASKED: Final = ("GetSchema", "GetProviderSchema")
"""The call that a narrowed schema answers, in protocol 5 and 6."""


def named_types(folder: Path) -> frozenset[bytes]:
    """Return the types that a stack names, and the stacks beside it, in configuration and in state files.

    A type that the stack no longer names is still in its state, and most of those are in another stack.
    """
    found: set[bytes] = set()
    for file in _files(folder):
        try:
            found.update(_TYPE.findall(file.read_bytes()))
        except OSError:
            # A stack that another process is just writing.
            continue
    return frozenset(found)


def narrowed(schema: bytes, types: Iterable[bytes]) -> bytes:
    """Return an answer to GetProviderSchema with these types only. Raises ValueError if it is none."""
    wanted = frozenset(types)
    kept: list[bytes] = []
    for number, value in fields(schema):
        if isinstance(value, int):
            raise ValueError("no answer to GetProviderSchema: it holds no numbers")
        if number not in NARROWED or _key(value) in wanted:
            kept.append(lengthy(number, value))
    return b"".join(kept)


def _key(entry: bytes) -> bytes | int | None:
    return next((value for number, value in fields(entry) if number == 1), None)


def _files(folder: Path) -> Iterable[Path]:
    yield from folder.parent.glob(f"*/{STACK}")
    yield from folder.glob("*.tfstate")
    try:
        terraform = json.loads((folder / STACK).read_bytes())["terraform"]
        yield folder / terraform["backend"]["local"]["path"]
    except (OSError, ValueError, KeyError):
        return
