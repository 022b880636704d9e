"""What the checks of one environment against another read of every stack."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

Json = Mapping[str, Any]

REFERENCE: Final = re.compile(r"\$\{((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.[^}]+\}")


def declared(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield address, type and arguments of resources and of data sources; both begin with `data.` for a data source."""
    for section, prefix in (("resource", ""), ("data", "data.")):
        for type_, instances in cast("Json", document.get(section, {})).items():
            for id_, arguments in cast("Json", instances).items():
                yield f"{prefix}{type_}.{id_}", f"{prefix}{type_}", arguments


def providers(document: Json, name: str) -> Iterator[tuple[str, Json]]:
    """Yield the providers of a name, each with how resources call it."""
    for each in blocks(document.get("provider", {}).get(name)):
        yield (f"{name}.{each['alias']}" if each.get("alias") else name), each


def blocks(value: Any) -> list[Json]:
    """Return what may stand alone or in a list as a list, without what is no block."""
    entries = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping)]


def referred(value: Any) -> str | None:
    """Return the address that a whole text refers to, None for a literal."""
    match = REFERENCE.fullmatch(str(value))
    return match[1] if match else None
