"""`docs/reference/constructs/`: the classes of `constructs_lib`, a page per domain."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from operations.common.markdown import code, prose, table
from operations.documentation.reference.common_arguments import COMMON
from operations.documentation.reference.construct_reading import ClassRead, Described, classes
from operations.documentation.reference.markdown import NOTHING, anchor, opening, page
from operations.documentation.reference.material import Material
from operations.documentation.reference.parts import LINKS, Part, split

FOLDER: Final = "constructs"
INDEX: Final = f"{FOLDER}/README.md"
SHARED: Final = "shared"
"""The page of what lies beside the domains."""

LONGEST: Final = 160
"""The rows and headings of a domain's page of about ten screens; a longer one has a page per module."""

HEADING: Final = 5
"""The rows that the heading of a class, with what is said of it, is as high as."""

WORD: Final = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Every class by name, the page that each is on, and the page that is being written."""

    classes: Mapping[str, ClassRead]
    pages: Mapping[str, str]
    at: str

    def link(self, name: str) -> str:
        """Return a link to a class."""
        target = posixpath.relpath(self.pages[name], posixpath.dirname(self.at))
        return f"[{name}]({target}#{anchor(name)})"


def construct_pages(material: Material) -> dict[str, str]:
    """Return the pages by file: one that leads to the others, one per domain, and those of long domains' modules."""
    domains: dict[str, list[ClassRead]] = {}
    for each in classes(material.root):
        domains.setdefault(each.domain or SHARED, []).append(each)
    known = Known(
        classes={each.name: each for held in domains.values() for each in held},
        pages={
            each.name: _file(domain, module if _is_long(held) else "")
            for domain, held in domains.items()
            for module, inner in _modules(held).items()
            for each in inner
        },
        at=INDEX,
    )
    made = {INDEX: _index(domains, known)}
    for domain, held in domains.items():
        made |= _domain(domain, held, replace(known, at=_file(domain)))
    return made


def _file(domain: str, module: str = "") -> str:
    return "/".join(filter(None, (FOLDER, domain, module))) + ".md"


def _is_long(held: Sequence[ClassRead]) -> bool:
    return sum(HEADING + len(each.takes) + len(each.exposes) for each in held) > LONGEST


def _modules(held: Sequence[ClassRead]) -> dict[str, list[ClassRead]]:
    """Return classes by the module that they are in."""
    found: dict[str, list[ClassRead]] = {}
    for each in held:
        found.setdefault(each.module.rpartition(".")[2], []).append(each)
    return found


def title(domain: str) -> str:
    """Return what a domain is called."""
    return domain.replace("_", " ").capitalize()


def _index(domains: Mapping[str, Sequence[ClassRead]], known: Known) -> str:
    lines = opening(
        "Constructs",
        f"Made of the docstrings and signatures in [constructs_lib/]({LINKS}constructs_lib).",
        "A construct is built as `Class(scope, id_, *, ...)`: after the place in the tree and the id come arguments by "
        "name only. None of them switches protection off: what is always on is said with each. Values are frozen "
        "dataclasses that constructs take. How to write one: "
        "[adding to the platform](../../contributing.md#rules-of-a-construct).",
    )
    for domain, held in domains.items():
        lines += ["", f"## [{title(domain)}]({domain}.md)"]
        lines += table(
            ("construct", "what it is"),
            ((known.link(each.name), prose(_first_sentence(each))) for each in held if each.is_construct),
        )
        values = [known.link(each.name) for each in held if not each.is_construct]
        if values:
            lines += ["", f"Values: {', '.join(values)}."]
    return page(lines)


def _domain(domain: str, held: Sequence[ClassRead], known: Known) -> dict[str, str]:
    place = "constructs_lib" if domain == SHARED else f"constructs_lib/{domain}"
    opened = opening(
        f"Constructs: {title(domain).lower()}",
        f"Made of the docstrings and signatures in [{place}/]({LINKS}{place}). [All constructs](README.md).",
    )
    if not _is_long(held):
        return {known.at: page([*opened, *_classes(held, known, LINKS)])}
    return split(
        known.at,
        opened,
        (
            Part(
                name=module,
                title=module,
                says="<br>".join(
                    f"{known.link(each.name)}: {prose(_first_sentence(each))}" for each in inner
                ),
                lines=list(_classes(inner, replace(known, at=_file(domain, module)), f"../{LINKS}")),
            )
            for module, inner in _modules(held).items()
        ),
    )


def _classes(held: Sequence[ClassRead], known: Known, root: str) -> Iterator[str]:
    for each in sorted(held, key=lambda each: not each.is_construct):
        yield from _class(each, known, root)


def _class(held: ClassRead, known: Known, root: str) -> Iterator[str]:
    yield from ("", f"## {held.name}", "", prose(held.says))
    if held.always_on:
        yield from ("", f"**Always on:** {prose(held.always_on)}")
    bases = " and ".join(known.link(base) for base in held.bases if base in known.classes)
    kind = f"a kind of {bases}, " if bases else NOTHING
    yield from (
        "",
        f"{'Construct' if held.is_construct else 'Value'}, {kind}in [{held.file}]({root}{held.file}).",
    )
    yield from table(
        ("argument" if held.is_construct else "field", "type", "default", "meaning"),
        (
            (
                code(each.name),
                _type(each, known),
                "required" if each.default is None else code(each.default),
                prose(_meaning(each, known, COMMON if held.is_construct else {})),
            )
            for each in held.takes
        ),
    )
    yield from table(
        ("attribute", "type", "what it is"),
        ((code(each.name), _type(each, known), prose(each.meaning)) for each in held.exposes),
    )
    if bases and held.is_construct:
        yield from ("", f"It has the attributes of {bases} too.")


def _type(held: Described, known: Known) -> str:
    if not held.type:
        return NOTHING
    named = [name for name in dict.fromkeys(WORD.findall(held.type)) if name in known.classes]
    if named == [held.type]:
        return known.link(held.type)
    return ", ".join([code(held.type), *(known.link(name) for name in named)])


def _meaning(held: Described, known: Known, common: Mapping[tuple[str, str], str]) -> str:
    """Return what the docstring says of an argument, else what it means everywhere, else what its class is."""
    if held.meaning:
        return held.meaning
    if (held.name, held.type) in common:
        return common[held.name, held.type]
    named = [name for name in WORD.findall(held.type) if name in known.classes]
    return _first_sentence(known.classes[named[0]]) if len(named) == 1 else NOTHING


def _first_sentence(held: ClassRead) -> str:
    return re.split(r"(?<=\.) (?=[A-Z`])", held.says)[0]
