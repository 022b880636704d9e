"""`docs/reference/licences.md`: under which licences what is locked may be used."""

import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

from license_expression import ExpressionError, get_spdx_licensing
from packaging.requirements import Requirement

from operations.common.errors import OperationError
from operations.common.files import read_object
from operations.common.markdown import codes, prose, table
from operations.common.uv import find_uv
from operations.documentation.reference.markdown import opening, page
from operations.documentation.reference.material import LINKS, Material
from operations.scan.node_packages import LOCK as NODE_LOCK
from operations.scan.node_packages import MODULES
from operations.scan.python_packages import LOCKS
from policies.licences import LICENCES_FILE, Licences, load_licences

CLASSIFIERS: Final = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
"""What a classifier says as an identifier of SPDX (pypi.org/classifiers). Which BSD licence, it does not say."""

spdx = cache(get_spdx_licensing)
"""What reads expressions of SPDX; it takes a tenth of a second to make."""

FILE: Final = f"policies/{LICENCES_FILE.name}"


def licences(material: Material) -> str:
    """Return the page. Raises OperationError for a package without a licence that has been judged."""
    known = load_licences()
    sections = {
        title: dict(sorted(found.items())) for title, found in _packages(material.root, known).items()
    }
    lines = opening(
        "Licences",
        f"Made of what is locked ([uv.lock]({LINKS}uv.lock), those of canary and conformance, and "
        f"[{NODE_LOCK}]({LINKS}{NODE_LOCK})), of what the packages say of themselves, and of "
        f"[{FILE}]({LINKS}{FILE}), which says what they do not. It repeats what their makers say; it is no "
        "lawyer's opinion.",
        "Anthill itself has no licence: none has been chosen, and that is its owner's word.",
    )
    lines += ["", "## What asks for more than to be named"]
    lines += table(("package", "licence", "in", "what it asks"), _demanding(sections, known))
    for title, found in sections.items():
        lines += ["", f"## {title}", *_by_licence(found)]
    return page(lines)


def _packages(root: Path, known: Licences) -> dict[str, dict[str, str]]:
    """Return the licence of every locked package by its name, by where it is used."""
    main, *others = (str(Path(lock).parent) for lock in LOCKS)
    platform = _exported(root, main, "--no-default-groups")
    everything = _exported(root, main)
    spark = _exported(root, main, "--only-group", "spark").keys() - everything.keys()
    apart = {name for folder in others for name in _exported(root, folder)} - everything.keys() - spark
    read = {
        name: known.of(name).licence or (_said(name) if everywhere else None)
        for name, everywhere in {**everything, **dict.fromkeys(apart | spark, False)}.items()
    }
    python = {name: _judged(name, licence, known) for name, licence in read.items()}
    return {
        "The platform, in Python": {name: python[name] for name in platform},
        "Development and tests, in Python": {
            name: python[name] for name in everything.keys() - platform.keys()
        },
        "Apache Spark and its Java, in Python": {name: python[name] for name in spark},
        "Canary and conformance, in Python": {name: python[name] for name in apart},
        "Tools in Node": {
            name: _judged(name, known.of(name).licence or licence, known)
            for name, licence in _node(root).items()
        },
    }


def _exported(root: Path, folder: str, *options: str) -> dict[str, bool]:
    """Return the packages of a `uv.lock`, and whether each is installed by everybody in the same version."""
    style = ("--quiet", "--frozen", "--no-emit-workspace", "--no-hashes", "--no-annotate", "--no-header")
    command = [find_uv(root), "export", *style, *options, "--project", folder]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OperationError(f"uv export of {folder}/uv.lock failed: {done.stderr.strip()}")
    lines = map(Requirement, done.stdout.splitlines())
    return {requirement.name: requirement.marker is None for requirement in lines}


def _node(root: Path) -> dict[str, str | None]:
    """Return the licence of each locked Node package, several if it is locked in versions that differ in it."""
    found: dict[str, set[str]] = {}
    for path, entry in read_object(root / NODE_LOCK, f"restore it: git checkout {NODE_LOCK}")[
        "packages"
    ].items():
        if MODULES in path:
            said = entry.get("license")
            found.setdefault(path.rpartition(MODULES)[2], set()).update(
                [_expression(said) or said] if said else ()
            )
    return {name: ", ".join(sorted(each)) or None for name, each in found.items()}


def _said(name: str) -> str | None:
    """Return the licence that the metadata of an installed package says in a form that a program can read."""
    try:
        found = metadata(name)
    except PackageNotFoundError as error:
        raise OperationError(f"{name} is locked and not installed: run make setup") from error
    said = found.get_all("License-Expression") or found.get_all("License") or [""]
    classified = {CLASSIFIERS.get(each) for each in found.get_all("Classifier", ())} - {None}
    # Two classifiers do not say whether both hold or either.
    return _expression(said[0]) or (classified.pop() if len(classified) == 1 else None)


def _expression(text: str) -> str | None:
    """Return an expression of SPDX in its usual form, None for any other text."""
    try:
        return str(spdx().parse(text, validate=True, strict=True)) if text else None
    except ExpressionError:
        return None


def _judged(name: str, licence: str | None, known: Licences) -> str:
    fix = f"look into the package, and say it in {FILE}"
    if licence is None:
        raise OperationError(f"{name} has no licence expression (SPDX): {fix}")
    if unknown := known.demanding(licence) - known.asks.keys():
        raise OperationError(
            f"{name} has the licence {licence}, and {', '.join(unknown)} is not judged: {fix}"
        )
    return licence


def _demanding(sections: Mapping[str, Mapping[str, str]], known: Licences) -> Iterator[tuple[str, ...]]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for title, found in sections.items():
        for name, licence in found.items():
            notes = [known.of(name).note, *(known.asks[each] for each in sorted(known.demanding(licence)))]
            if says := "; ".join(filter(None, notes)):
                alike.setdefault((prose(licence), title, prose(says)), []).append(name)
    yield from ((codes(names), *said) for said, names in alike.items())


def _by_licence(found: Mapping[str, str]) -> Iterator[str]:
    for licence in sorted(set(found.values())):
        names = [prose(name) for name, of in found.items() if of == licence]
        text = f"**{prose(licence)}** ({len(names)}): {', '.join(names)}"
        yield from ("", *textwrap.wrap(text, 120, break_on_hyphens=False))
