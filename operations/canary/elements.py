"""What a synthesised stack is made of: each element by its address, each argument by its path."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from operations.common.files import read_object
from operations.synthesis.stacks import STACK_FILE

COMMENT: Final = "//"
"""Where the library writes notes of its own, which Terraform ignores."""

IGNORED: Final = frozenset({(COMMENT, "metadata.version")})
"""The address and path of what is not compared: the version of the library, in the stack's comment."""

PLACE: Final = "<project>"
"""What stands for the folder of the copy, which a stack without a backend names in the path of its state."""


def read_stack(output: Path, stack: str) -> dict[str, Any]:
    """Return the elements of a stack by address: blocks of its JSON, files beside it, its entry in the manifest."""
    folder = output / "stacks" / stack
    text = (folder / STACK_FILE).read_text(encoding="utf-8")
    manifest = read_object(output / "manifest.json", "synthesise again: python main.py")
    found = dict(blocks(json.loads(text.replace(str(output.parent), PLACE))))
    found["manifest"] = manifest["stacks"][stack]
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name != STACK_FILE:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            found[f"file.{file.relative_to(folder).as_posix()}"] = {"sha256": digest}
    for address, path in IGNORED:
        *parents, last = path.split(".")
        body = found.get(address, {})
        for step in parents:
            body = body.get(step, {})
        body.pop(last, None)
    return found


def blocks(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every block of Terraform JSON with its address, as Terraform writes addresses where it does."""
    for kind, body in document.items():
        if kind in {"resource", "data"}:
            prefix = "" if kind == "resource" else "data."
            yield from (
                (f"{prefix}{type_}.{name}", one) for type_ in body for name, one in body[type_].items()
            )
        elif kind == "provider":
            yield from ((_provider(name, one), one) for name in body for one in body[name])
        elif kind == "terraform":
            for setting, inner in body.items():
                yield from _named(f"terraform.{setting}", inner)
        elif kind == COMMENT:
            yield kind, body
        else:
            yield from _named(kind, body)


def _provider(name: str, configuration: Mapping[str, Any]) -> str:
    alias = configuration.get("alias")
    return f"provider.{name}" + (f"[{alias}]" if alias else "")


def _named(kind: str, body: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(body, dict):
        yield from ((f"{kind}.{name}", one) for name, one in body.items())
    else:
        yield kind, body
