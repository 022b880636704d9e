"""A typed reader over the synthesised JSON of a stack."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

Json = Mapping[str, Any]

REFERENCE: Final = re.compile(r"\$\{([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.[^}]+\}")


@dataclass(frozen=True, slots=True)
class Resource:
    """One synthesised resource: its type, its logical id and its arguments."""

    type: str
    logical_id: str
    arguments: Json

    @property
    def address(self) -> str:
        """The Terraform address."""
        return f"{self.type}.{self.logical_id}"

    @property
    def path(self) -> str:
        """The construct path, or the address where there is no metadata."""
        metadata = cast("Json", self.arguments.get("//", {}))
        return str(metadata.get("metadata", {}).get("path", self.address))

    def blocks(self, name: str) -> list[Json]:
        """Return the nested blocks of a name, however they were rendered."""
        value = self.arguments.get(name, [])
        return cast("list[Json]", value if isinstance(value, list) else [value])

    def refers_to(self, argument: str, target: "Resource") -> bool:
        """Return whether an argument names the target, by reference or by the same literal name."""
        value = str(self.arguments.get(argument, ""))
        match = REFERENCE.fullmatch(value)
        if match:
            return match.groups() == (target.type, target.logical_id)
        return bool(value) and value == target.arguments.get(argument)


def resources(stack: Json, types: Container[str] | None = None) -> Iterator[Resource]:
    """Yield the resources of a synthesised stack, all or those of some types, in the order of the JSON."""
    for type_, instances in stack.get("resource", {}).items():
        if types is not None and type_ not in types:
            continue
        for logical_id, arguments in instances.items():
            yield Resource(type_, logical_id, arguments)
