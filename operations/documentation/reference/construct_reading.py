"""The classes of `constructs_lib` as griffe reads them: nothing is imported, nothing is run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from operations.common.errors import OperationError

if TYPE_CHECKING:
    import griffe

PACKAGE: Final = "constructs_lib"
CONSTRUCT: Final = "constructs.Construct"
PLUMBING: Final = frozenset({"self", "scope", "id_"})
"""Parameters that every construct has."""

ALWAYS_ON: Final = re.compile(r"Always on: (.+?\.)(?= [A-Z`]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A parameter, an attribute or a field: its type and default as written, and what it means."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRead:
    """A class as it is written.

    `takes` are the arguments of a construct, or the fields of a value; `exposes` are the attributes that its docstring
    names, `sets` the public ones that its code sets.
    `always_on` is what no argument switches off; `bases` are those of the project.
    """

    name: str
    module: str
    line: int
    is_construct: bool
    says: str
    always_on: str
    bases: tuple[str, ...]
    takes: tuple[Described, ...]
    exposes: tuple[Described, ...]
    sets: tuple[str, ...]

    @property
    def domain(self) -> str:
        """The package that it is in, none for what all share."""
        parts = self.module.split(".")
        return parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - package, domain, module

    @property
    def file(self) -> str:
        """The file, from the project's folder."""
        return f"{self.module.replace('.', '/')}.py"


@cache
def loaded(root: Path, name: str = PACKAGE) -> "griffe.Module":
    """Return a package as written. Raises OperationError if griffe is not installed."""
    try:
        import griffe  # noqa: PLC0415 - a tool of development
    except ImportError as error:
        raise OperationError("griffe is not installed here: run scripts/setup") from error
    package = griffe.load(name, search_paths=[root], docstring_parser="google", allow_inspection=False)
    if not isinstance(package, griffe.Module):
        raise OperationError(f"{name} is no package in {root}")
    return package


def classes(root: Path) -> tuple[ClassRead, ...]:
    """Return every public class, in the order of modules and lines."""
    return tuple(_read(each) for each in _classes(loaded(root)))


def _classes(module: "griffe.Module") -> Iterator["griffe.Class"]:
    found = [each for each in module.classes.values() if not each.is_alias and each.is_public]
    yield from sorted(found, key=lambda each: each.lineno or 0)
    for name in sorted(module.modules):
        inner = module.modules[name]
        if not inner.is_alias:
            yield from _classes(inner)


def _read(held: "griffe.Class") -> ClassRead:
    ancestry = [base.canonical_path for each in (held, *held.mro()) for base in _bases(each)]
    is_construct = CONSTRUCT in ancestry
    text, documented = _docstring(held)
    flat = " ".join(text.split())
    on = ALWAYS_ON.search(flat)
    parameters = _parameters(held)
    return ClassRead(
        name=held.name,
        module=held.parent.path if held.parent else PACKAGE,
        line=held.lineno or 1,
        is_construct=is_construct,
        says=" ".join(ALWAYS_ON.sub("", flat).split()),
        always_on=on.group(1) if on else "",
        bases=tuple(str(base) for base in _bases(held) if base.canonical_path.startswith(f"{PACKAGE}.")),
        takes=tuple(
            Described(
                name=each.name,
                type=str(each.annotation or ""),
                default=None if each.default is None else str(each.default),
                meaning=_mentions(flat, each.name),
            )
            for each in parameters
            if each.name not in PLUMBING
        )
        if is_construct
        else tuple(_fields(held, flat)),
        exposes=tuple(
            Described(
                name=each.name,
                type=_type_of(
                    held, each.name, {each.name: str(each.annotation or "") for each in parameters}
                ),
                default=None,
                meaning=" ".join(each.description.split()),
            )
            for each in documented
        ),
        sets=tuple(
            each.name
            for each in held.attributes.values()
            if each.is_public and each.has_labels("instance-attribute")
        ),
    )


def _bases(held: "griffe.Class") -> "list[griffe.Expr]":
    import griffe  # noqa: PLC0415 - loaded already

    return [base for base in held.bases if isinstance(base, griffe.Expr)]


def _parameters(held: "griffe.Class") -> "list[griffe.Parameter]":
    import griffe  # noqa: PLC0415 - loaded already

    made = held.all_members.get("__init__")
    return list(made.parameters) if isinstance(made, griffe.Function | griffe.Alias) else []


def _docstring(held: "griffe.Class") -> "tuple[str, Sequence[griffe.DocstringAttribute]]":
    import griffe  # noqa: PLC0415 - loaded already

    sections = held.docstring.parsed if held.docstring else []
    text = "\n".join(each.value for each in sections if isinstance(each, griffe.DocstringSectionText))
    named = [each for each in sections if isinstance(each, griffe.DocstringSectionAttributes)]
    return text, [attribute for section in named for attribute in section.value]


def _fields(held: "griffe.Class", flat: str) -> Iterator[Described]:
    for each in held.attributes.values():
        if each.is_public and not each.has_labels("property"):
            meaning = " ".join(each.docstring.value.split()) if each.docstring else _mentions(flat, each.name)
            yield Described(
                name=each.name,
                type=str(each.annotation or ""),
                default=None if each.value is None else str(each.value),
                meaning=meaning,
            )


def _type_of(held: "griffe.Class", name: str, parameters: Mapping[str, str]) -> str:
    """Return the type of an attribute where its value says it: an annotation, a call of a class, or an argument."""
    attribute = held.all_members.get(name)
    value = str(getattr(attribute, "value", None) or "")
    annotation = getattr(attribute, "annotation", None)
    called = re.match(r"([A-Z]\w+)\(", value)
    return str(annotation) if annotation else called.group(1) if called else parameters.get(value, "")


def _mentions(flat: str, name: str) -> str:
    """Return the sentences of a docstring that name a parameter."""
    sentences = re.split(r"(?<=\.) (?=[A-Z`])", flat)
    return " ".join(sentence for sentence in sentences if f"`{name}`" in sentence)
