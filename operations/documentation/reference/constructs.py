"""`docs/reference/constructs/`: the classes of `constructs_lib`, a page per domain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from operations.common.markdown import code, prose, table
from operations.documentation.reference.common_arguments import COMMON
from operations.documentation.reference.construct_reading import ClassRead, Described, classes
from operations.documentation.reference.markdown import NOTHING, anchor, opening, page
from operations.documentation.reference.material import Material

FOLDER: Final = "constructs"
INDEX: Final = f"{FOLDER}/README.md"
SHARED: Final = "shared"
"""The page of what lies beside the domains."""

TO_ROOT: Final = "../../../"
Known = Mapping[str, ClassRead]
"""Every class by name."""

WORD: Final = re.compile(r"[A-Za-z_]\w*")


def construct_pages(material: Material) -> dict[str, str]:
    """Return the pages by file: one that leads to the others, and one per domain."""
    domains: dict[str, list[ClassRead]] = {}
    for each in classes(material.root):
        domains.setdefault(each.domain or SHARED, []).append(each)
    known = {each.name: each for held in domains.values() for each in held}
    pages = {f"{FOLDER}/{domain}.md": _page(domain, held, known) for domain, held in domains.items()}
    return {INDEX: _index(domains), **pages}


def title(domain: str) -> str:
    """Return what a domain is called."""
    return domain.replace("_", " ").capitalize()


def _index(domains: Mapping[str, Sequence[ClassRead]]) -> str:
    lines = opening(
        "Constructs",
        f"Made of the docstrings and signatures in [constructs_lib/]({TO_ROOT}constructs_lib).",
        "A construct is built as `Class(scope, id_, *, ...)`: after the place in the tree and the id come arguments by "
        "name only. None of them switches protection off: what is always on is said with each. Values are frozen "
        "dataclasses that constructs take. How to write one: "
        "[adding to the platform](../../contributing.md#rules-of-a-construct).",
    )
    for domain, held in domains.items():
        lines += ["", f"## [{title(domain)}]({domain}.md)"]
        lines += table(
            ("construct", "what it is"),
            ((_link(each), prose(_first_sentence(each.says))) for each in held if each.is_construct),
        )
        values = [_link(each) for each in held if not each.is_construct]
        if values:
            lines += ["", f"Values: {', '.join(values)}."]
    return page(lines)


def _page(domain: str, held: Sequence[ClassRead], known: Known) -> str:
    place = "constructs_lib" if domain == SHARED else f"constructs_lib/{domain}"
    lines = opening(
        f"Constructs: {title(domain).lower()}",
        f"Made of the docstrings and signatures in [{place}/]({TO_ROOT}{place}). [All constructs](README.md).",
    )
    for each in sorted(held, key=lambda each: not each.is_construct):
        lines += _class(each, known)
    return page(lines)


def _class(held: ClassRead, known: Known) -> Iterator[str]:
    yield from ("", f"## {held.name}", "", prose(held.says))
    if held.always_on:
        yield from ("", f"**Always on:** {prose(held.always_on)}")
    bases = " and ".join(_link(known[base]) for base in held.bases if base in known)
    kind = f"a kind of {bases}, " if bases else NOTHING
    yield from (
        "",
        f"{'Construct' if held.is_construct else 'Value'}, {kind}in [{held.file}]({TO_ROOT}{held.file}).",
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
    named = [name for name in dict.fromkeys(WORD.findall(held.type)) if name in known]
    if named == [held.type]:
        return _link(known[held.type])
    return ", ".join([code(held.type), *(_link(known[name]) for name in named)])


def _meaning(held: Described, known: Known, common: Mapping[tuple[str, str], str]) -> str:
    """Return what the docstring says of an argument, else what it means everywhere, else what its class is."""
    if held.meaning:
        return held.meaning
    if (held.name, held.type) in common:
        return common[held.name, held.type]
    named = [name for name in WORD.findall(held.type) if name in known]
    return _first_sentence(known[named[0]].says) if len(named) == 1 else NOTHING


def _link(held: ClassRead) -> str:
    return f"[{held.name}]({held.domain or SHARED}.md#{anchor(held.name)})"


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.) (?=[A-Z`])", text)[0]
