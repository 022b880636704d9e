"""Which member of a call's input an argument of Terraform becomes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.conformance.counterparts import Counterpart

VERBS: Final = (
    "Create",
    "Put",
    "Register",
    "Update",
    "Modify",
    "Add",
    "Request",
    "Import",
    "Start",
    "Stop",
    "Increase",
    "Enable",
    "Attach",
)
KEYS: Final = (("key", "value"), ("tagkey", "tagvalue"), ("name", "value"))
"""How AWS calls the two members where Terraform has a map: of tags, of dimensions."""

Shape = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A value with the shape that judges it: `argument` in Terraform, `member` in the call's input."""

    argument: str
    value: Any
    call: str
    member: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An argument that no call of its type's counterpart has."""

    argument: str


@dataclass(frozen=True, slots=True)
class Input:
    """The input of one call, with every shape below it."""

    call: str
    top: str
    shapes: Mapping[str, Shape]

    @property
    def noun(self) -> str:
        """What the call is about, as names begin: CreateRole has RoleName."""
        operation = self.call.partition(":")[2]
        verb = next((each for each in VERBS if operation.startswith(each)), "")
        return plain(operation.removeprefix(verb))

    def at(self, top: str, path: str) -> str | None:
        """Return the shape at a path of members below a shape, through lists; None if it leads nowhere."""
        for name in filter(None, path.split(".")):
            shape = self.shapes[self.through(top)]
            if name not in shape.get("members", {}):
                return None
            top = shape["members"][name]
        return top

    def through(self, name: str) -> str:
        """Return the shape of the entries of a list, the shape itself if it is none."""
        while self.shapes[name]["type"] == "list":
            name = self.shapes[name]["member"]
        return name

    def member(self, name: str, argument: str) -> str | None:
        """Return the member of a structure that an argument becomes, by its name."""
        members = {plain(each): each for each in self.shapes[name].get("members", {})}
        wanted = plain(argument)
        for candidate in (wanted, f"{wanted}s", wanted.removesuffix("s"), f"{self.noun}{wanted}"):
            if candidate in members:
                return members[candidate]
        return None


def plain(name: str) -> str:
    """Return a name as both spellings have it."""
    return name.replace("_", "").lower()


def leaves(
    arguments: Mapping[str, Any], counterpart: Counterpart, inputs: Sequence[Input]
) -> Iterator[Leaf | Unmatched]:
    """Yield every value of a resource with its shape; arguments that the provider keeps to itself are left out."""
    for name, value in arguments.items():
        if name not in counterpart.own:
            yield from _placed(name, value, counterpart, inputs)


def _placed(
    name: str, value: Any, counterpart: Counterpart, inputs: Sequence[Input]
) -> Iterator[Leaf | Unmatched]:
    for given in inputs:
        for root in counterpart.roots:
            top = given.at(given.top, root)
            if top is None:
                continue
            path = counterpart.arguments.get(name) or given.member(given.through(top), name)
            shape = given.at(top, path) if path else None
            if path and shape:
                member = ".".join(filter(None, (root, path)))
                yield from _below(name, value, member, shape, given=given, counterpart=counterpart)
                return
    yield Unmatched(name)


def _below(
    argument: str, value: Any, member: str, name: str, *, given: Input, counterpart: Counterpart
) -> Iterator[Leaf | Unmatched]:
    shape = given.shapes[name]
    if isinstance(value, Mapping) and (pair := _pair(shape, given)) and not _has_members(value, name, given):
        for side, texts in zip(pair, (value.keys(), value.values()), strict=True):
            for text in texts:
                yield from _below(argument, text, member, side, given=given, counterpart=counterpart)
    elif isinstance(value, list):
        if shape["type"] == "list":
            yield Leaf(argument=argument, value=value, call=given.call, member=member, shape=shape)
            name = shape["member"]
        for entry in value:
            yield from _below(argument, entry, member, name, given=given, counterpart=counterpart)
    elif shape["type"] == "list":
        yield from _below(argument, value, member, shape["member"], given=given, counterpart=counterpart)
    elif isinstance(value, Mapping):
        yield from _structure(argument, value, member, name, given=given, counterpart=counterpart)
    else:
        yield Leaf(argument=argument, value=value, call=given.call, member=member, shape=shape)


def _structure(
    argument: str, value: Mapping[str, Any], member: str, name: str, *, given: Input, counterpart: Counterpart
) -> Iterator[Leaf | Unmatched]:
    for key, below in value.items():
        full = f"{argument}.{key}"
        if full in counterpart.own or key == "//":
            continue
        path = counterpart.arguments.get(full) or given.member(name, key)
        found = given.at(name, path) if path else None
        if path and found:
            yield from _below(full, below, f"{member}.{path}", found, given=given, counterpart=counterpart)
        else:
            yield Unmatched(full)


def _pair(shape: Shape, given: Input) -> tuple[str, str] | None:
    if shape["type"] == "map":
        return shape["key"], shape["value"]
    if shape["type"] != "list":
        return None
    members = given.shapes[shape["member"]].get("members", {})
    plainly = {plain(each): found for each, found in members.items()}
    return next(((plainly[key], plainly[value]) for key, value in KEYS if {key, value} == set(plainly)), None)


def _has_members(value: Mapping[str, Any], name: str, given: Input) -> bool:
    entry = given.through(name)
    return given.shapes[entry]["type"] == "structure" and all(given.member(entry, key) for key in value)
