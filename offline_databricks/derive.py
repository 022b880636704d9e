"""The schema of the provider, derived from the TypeScript that was once generated from it."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from offline_databricks.schema import (
    Attribute,
    Block,
    Body,
    CtyType,
    Json,
    Nested,
    Nesting,
    Schema,
    body_to_json,
)

# The bindings of CDK Terrain, CDKTF's fork, are the same text with the fork's name: `cdktn` for `cdktf`.
_CLASS: Final = re.compile(r"^export class (\w+) extends cdkt[fn]\.(\w+)", re.MULTILINE)
_MARK: Final = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n", re.MULTILINE
)
_GETTER: Final = re.compile(
    r"return (?:cdkt[fn]\.Token\.asNumberList\()?(cdkt[fn]\.Fn\.tolist\()?this\.get(\w+)Attribute\('\w+'\)"
)
_COMPLEX: Final = re.compile(r'= new (?:cdkt[fn]\.)?(\w+)\(this, "\w+"(?:, (true|false))?\)')
_FIELD: Final = re.compile(r"private _\w+\?: ([^;]+);")
_HCL: Final = re.compile(
    r"^ +(\w+): \{\n +value: (?:cdkt[fn]\.listMapperHcl\(\w+, (true|false)\)|\S)[^\n]*\n"
    r' +isBlock: (true|false),\n +type: "(\w+)"',
    re.MULTILINE,
)
_TYPE_NAME: Final = re.compile(r'tfResourceType = "(\w+)"')
_FIRST_OF_LIST: Final = "super(terraformResource, terraformAttribute, false, 0)"

_GETTERS: Final[Mapping[str, CtyType]] = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "NumberList": ["list", "number"],
    "StringMap": ["map", "string"],
}
_FIELDS: Final[Mapping[str, CtyType]] = {
    "string": "string",
    "number": "number",
    "boolean | cdktf.IResolvable": "bool",
    "string[]": ["list", "string"],
    "number[]": ["list", "number"],
    "{ [key: string]: string }[] | cdktf.IResolvable": ["list", ["map", "string"]],
    "{ [key: string]: string }": ["map", "string"],
}
_MAPS: Final[Mapping[str, CtyType]] = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
}


class GapError(RuntimeError):
    """That a part of the sources is not understood, so that the schema would be wrong."""


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    base: str
    text: str


@dataclass(frozen=True, slots=True)
class _Hcl:
    """What the sources say of a member where they write it: absent for what only the provider sets."""

    list_of_blocks: bool
    kind: str


def derive(sources: Iterable[str], names: Container[str] | None = None) -> Schema:
    """Return the schema of everything in the sources, or only of types, and the provider, with these names.

    Raises GapError for any part not understood.
    """
    found: dict[str, dict[str, Json]] = {
        base: {} for base in ("TerraformProvider", "TerraformResource", "TerraformDataSource")
    }
    for source in sources:
        classes = _classes(source)
        for one in classes.values():
            if one.base in found:
                name = _TYPE_NAME.search(one.text)
                if name is None:
                    raise GapError(f"{one.name} does not name its type")
                if names is not None and name[1] not in names:
                    continue
                found[one.base][name[1]] = body_to_json(_Type(source, classes).body(one))
    providers, resources, data_sources = found.values()
    provider = next(iter(providers.values()), None)
    if provider is None and names is None:
        raise GapError("the sources hold no provider")
    return Schema(provider or {}, dict(sorted(resources.items())), dict(sorted(data_sources.items())))


def _classes(source: str) -> dict[str, _Class]:
    starts = list(_CLASS.finditer(source))
    ends = [start.start() for start in starts[1:]] + [len(source)]
    return {
        start[1]: _Class(start[1], start[2], source[start.start() : end])
        for start, end in zip(starts, ends, strict=False)  # no class, no start
    }


class _Type:
    """One type with the classes its source defines."""

    def __init__(self, source: str, classes: Mapping[str, _Class]) -> None:
        self._source = source
        self._classes = classes

    def body(self, owner: _Class) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: dict[str, Block] = {}
        written = self._written(owner)
        for member in self._members(owner, written):
            (blocks if isinstance(member, Block) else attributes)[member.name] = member  # pyright: ignore[reportArgumentType]
        return Body(attributes, blocks)

    def _members(self, owner: _Class, written: Mapping[str, _Hcl]) -> Iterable[Attribute | Block]:
        marks = list(_MARK.finditer(owner.text))
        if len(marks) != owner.text.count(" - computed: "):
            raise GapError(f"{owner.name} has members that are not understood")
        ends = [mark.start() for mark in marks[1:]] + [len(owner.text)]
        for mark, end in zip(marks, ends, strict=False):
            yield self._member(owner, mark, owner.text[mark.end() : end], written.get(mark[1]))

    def _member(self, owner: _Class, mark: re.Match[str], text: str, hcl: _Hcl | None) -> Attribute | Block:
        name = mark[1]
        computed, optional, required = (flag == "true" for flag in mark.group(2, 3, 4))
        if required:  # "computed and required" is seen below computed attributes only
            computed = optional = False
        plain = _plain_type(text)
        if plain is not None:
            return Attribute(name, plain, required, optional, computed)
        made = _COMPLEX.search(text)
        if made is None or made[1] not in self._classes or self._classes[made[1]].base == "ComplexMap":
            raise GapError(f"{owner.name}.{name} is of an unknown kind")
        below = self._classes[made[1]]
        if below.base == "ComplexList":
            element = self._classes[below.name.removesuffix("List") + "OutputReference"]
            nesting = Nesting.SET if made[2] == "true" else Nesting.LIST
            is_block, most = hcl is not None and hcl.list_of_blocks, 0
        else:
            element, first = below, _FIRST_OF_LIST in below.text
            nesting = Nesting.LIST if first else Nesting.SINGLE
            is_block = hcl is not None and (hcl.kind == "list" or name == "timeouts")
            most = 1 if first else 0
        body = self.body(element)
        if is_block and not computed:
            # The generator takes an empty `timeouts` for a required one; the protocol has no bound for a single block.
            least = int(required and nesting is not Nesting.SINGLE)
            return Block(name, nesting, body, min_items=least, max_items=most)
        if body.blocks:
            raise GapError(f"{owner.name}.{name} is an attribute with blocks below it")
        return Attribute(name, "", required, optional, computed, Nested(nesting, body.attributes))

    def _written(self, owner: _Class) -> dict[str, _Hcl]:
        if owner.base == "ComplexObject":
            struct = owner.name.removesuffix("OutputReference")
            function = f"export function {struct[0].lower()}{struct[1:]}ToHclTerraform("
            start = self._source.find(function)
            text = self._source[start : self._source.find("\n}\n", start)] if start >= 0 else ""
        else:
            text = owner.text[owner.text.find("synthesizeHclAttributes()") :]
        return {found[1]: _Hcl(found[2] == "true", found[4]) for found in _HCL.finditer(text)}


def _plain_type(text: str) -> CtyType | None:
    if getter := _GETTER.search(text):
        plain = _GETTERS.get(getter[2])
        return ["set", *plain[1:]] if getter[1] and isinstance(plain, list) else plain
    if made := _COMPLEX.search(text):
        return _MAPS.get(made[1])
    field = _FIELD.search(text)
    return _FIELDS.get(field[1].replace("cdktn.", "cdktf.")) if field else None
