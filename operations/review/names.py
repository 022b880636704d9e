"""Names that people know in the place of references: `${databricks_schema.….id}` is `anthill_dev.bronze`."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from operations.review.arguments import Argument
from operations.synthesis.stacks import Synthesised

REFERENCE: Final = re.compile(r"(?<!\$)\$\{((?:aws|databricks)_[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z0-9_]+)\}")
NAMING: Final = ("name", "bucket", "function_name", "display_name")
"""Arguments that name a resource, the best first."""

WITHIN: Final = ("catalog_name", "schema_name")
"""Arguments that name what something of Unity Catalog is in: its id is all of them, with points between."""

ITSELF: Final = frozenset({"id", "name", "bucket", "function_name", "display_name"})
"""Attributes that stand for the resource as a whole."""

LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the resources of each stack, by address. No two resources of a type share one."""

    stacks: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @classmethod
    def of(cls, stacks: Iterable[Synthesised]) -> "Names":
        """Return the names of synthesised stacks; of two of the same stack, those of the last."""
        found: dict[str, dict[str, str]] = {}
        for stack in stacks:
            found.setdefault(stack.name, {}).update(_names(stack))
        return cls(found)

    def text(self, stack: str, text: str) -> str:
        """Return a text of a stack with names for references; those without a name stay."""
        names = self.stacks.get(stack, {})

        def name(found: re.Match[str]) -> str:
            known = names.get(found[1])
            return found[0] if known is None else known if found[2] in ITSELF else f"{known}.{found[2]}"

        return REFERENCE.sub(name, text) if names else text

    def arguments(self, stack: str, arguments: Iterable[Argument]) -> tuple[Argument, ...]:
        """Return arguments with names for references, but for those that would then look alike before and after."""
        return tuple(self._argument(stack, argument) for argument in arguments)

    def _argument(self, stack: str, argument: Argument) -> Argument:
        before, after = (
            None if text is None else self.text(stack, text) for text in (argument.before, argument.after)
        )
        return argument if before == after else replace(argument, before=before, after=after)


def _names(stack: Synthesised) -> dict[str, str]:
    found = {address: _name(stack, address) for address in stack.resources}
    often = Counter((address.partition(".")[0], name) for address, name in found.items())
    return {
        address: name if often[address.partition(".")[0], name] == 1 else _path(stack, address)
        for address, name in found.items()
    }


def _name(stack: Synthesised, address: str, depth: int = 0) -> str:
    arguments = stack.resources[address]
    within = [_resolved(stack, arguments[each], depth) for each in WITHIN if arguments.get(each)]
    own = next((str(arguments[each]) for each in NAMING if _plain(arguments.get(each))), None)
    return ".".join([*within, own]) if own else _path(stack, address)


def _plain(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and "${" not in value and len(value) <= LONGEST


def _resolved(stack: Synthesised, value: Any, depth: int) -> str:
    found = REFERENCE.fullmatch(str(value))
    if found is None or found[1] not in stack.resources or depth == len(WITHIN):
        return str(value)
    own = stack.resources[found[1]].get("name")
    return str(own) if _plain(own) else _name(stack, found[1], depth + 1)


def _path(stack: Synthesised, address: str) -> str:
    return stack.paths[address].partition("/")[2]
