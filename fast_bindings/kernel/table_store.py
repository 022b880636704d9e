"""The tables of the packages that this kernel was proven on, read from the packages' own archives."""

import contextlib
import functools
import hashlib
import importlib
import json
import os
import re
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any, Final

from fast_bindings.kernel import tables
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.user_folders import can_hold, home, temporary

PROVEN: Final = {
    "constructs": "c3acc6ce7f13d17ebbc3077f7147dbd20e1e3d2b8a3ff78025242b7b2b1b21c6",
    "cdktf": "2adbd33cf47a534029bb4ce1b66f3a561fa58270fc32ea517018c8d0949fecbd",
    "@cdktf/provider-aws": "d1446ab6ac6526c6fab4b28a5ebefdd90c0ce56203949925d35a4d286c05cbbf",
    "@cdktf/provider-databricks": "c16add8786fb1a87899c47b30b9507d679fdfb72a31d4d4e34a3950b45ec099c",
}
"""SHA-256 of the archives whose behaviour this kernel repeats. Any other goes to stock without an attempt. Before
another is added, `python -m benchmarks.kernel_fuzz` compares the two kernels on it, with its digest put here first."""
EXPORT: Final = re.compile(r"^exports\.(\w+) = require\(\"\./([\w-]+)\"\);$", re.MULTILINE)
INDEX: Final = re.compile(r"package/lib/index\.js")
MODULE: Final = re.compile(r"package/lib/([\w-]+)/(?:index\.js|index-structs/\w[\w.-]*\.js)")
SUFFIX: Final = ".table"
"""Of a file that holds JSON below a line with its CRC-32: what is damaged may still be JSON."""
NOWHERE: Final = Path(os.devnull)
"""No folder, so that nothing is found or kept below it."""
FUNCTIONS: Final = "package/lib/functions/terraform-functions.generated.js"

_archives: dict[str, str] = {}
_made: dict[tuple[str, str], dict[str, Any]] = {}
"""Tables that were read from an archive, for those that have no folder to be kept in."""


def digest_of(archive: str) -> str:
    """Return the SHA-256 of an archive; it is counted once a file, by size and time of change."""
    file = Path(archive)
    found = file.stat()
    known = _folder() / f"digests{SUFFIX}"
    key = f"{file} {found.st_size} {found.st_mtime_ns}"
    digests = read_kept(known)
    if key not in digests:
        digests[key] = hashlib.sha256(file.read_bytes()).hexdigest()
        keep(known, digests)
    return digests[key]


def add_archive(package: str, archive: str) -> bool:
    """Note where a package's archive is; return whether this kernel was proven on it."""
    _archives[package] = archive
    return PROVEN.get(package) == digest_of(archive)


def table_of(fqn: str) -> dict[str, Any]:
    """Return the table of the module that a class is in.

    The archive is read once for all modules that are imported by then, so import them first.
    Raises UnknownToKernelError for a module that is not generated as the others are.
    """
    package, submodule, _ = fqn.split(".")
    table = _table(package, submodule)
    if not table:
        raise UnknownToKernelError(f"the module {submodule} of {package}")
    return table


@functools.cache
def functions_of_terraform() -> dict[str, list[Any]]:
    """Return the functions that cdktf knows: what each returns, Terraform's name, and how its arguments are checked."""
    file = _file("cdktf", "functions")
    known = read_kept(file)
    if not known:
        with tarfile.open(_archives["cdktf"]) as archive:
            known = tables.functions(_text(archive, FUNCTIONS))
        keep(file, known)
    return known


@functools.cache
def _table(package: str, submodule: str) -> dict[str, Any]:
    file = _file(package, submodule)
    known = read_kept(file)
    if known.keys() != {"structs", "classes"}:
        _read_archive(package, submodule)
        known = _made.pop((package, submodule), None) or read_kept(file)
    return known


@functools.cache
def _kept_in(package: str) -> Path:
    rules = hashlib.sha256(Path(tables.__file__).read_bytes()).hexdigest()[:8]
    return _folder() / f"{PROVEN[package][:16]}-{rules}"


def _file(package: str, name: str) -> Path:
    return _kept_in(package) / f"{name}{SUFFIX}"


def _folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME")
    kept = Path(given) if given else (own := home()) and own / ".cache"
    held = kept if kept and can_hold(kept) else temporary("fast-bindings")
    return (held or NOWHERE) / "fast-bindings"


def read_kept(file: Path) -> dict[str, Any]:
    """Return what was kept; what is absent or damaged is made anew."""
    try:
        checksum, content = file.read_bytes().split(b"\n", 1)
        return json.loads(content) if int(checksum) == zlib.crc32(content) else {}
    except (OSError, ValueError):
        return {}


def keep(file: Path, content: dict[str, Any]) -> None:
    """Keep it for the next run, whole; where nothing can be kept, the next run does the work again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            whole = Path(folder) / file.name
            text = json.dumps(content, separators=(",", ":")).encode()
            whole.write_bytes(b"%d\n%s" % (zlib.crc32(text), text))
            whole.replace(file)
    except OSError:
        return


def _imported(package: str) -> set[str]:
    """Return the submodules of a package that Python has imported, by jsii's names."""
    prefix = f"{package}."
    found: set[str] = set()
    root = importlib.import_module("jsii._reference_map")._assembly_to_module.get(package, "")
    for name, module in list(sys.modules.items()):
        if root and name.startswith(f"{root}."):
            for each in list(vars(module).values()):
                fqn = getattr(each, "__jsii_type__", None)
                if isinstance(fqn, str) and fqn.startswith(prefix):
                    found.add(fqn.split(".")[1])
                    break
    return found


def _text(archive: tarfile.TarFile, member: str | tarfile.TarInfo) -> str:
    file = archive.extractfile(member)
    if file is None:
        raise UnknownToKernelError(f"{member} of an archive, which is no file")
    return file.read().decode()


def _read_archive(package: str, submodule: str) -> None:
    """Keep the tables of a module, and of all others that are imported, in one pass through the archive."""
    wanted = {name for name in _imported(package) if name == submodule or not _file(package, name).exists()}
    sources: dict[str, list[str]] = {}
    index = ""
    folders_wanted = {name.lower() for name in wanted}
    with tarfile.open(_archives[package], "r|gz") as archive:
        for member in archive:
            module = MODULE.fullmatch(member.name)
            if module and module[1].replace("-", "").lower() in folders_wanted:
                sources.setdefault(module[1], []).append(_text(archive, member))
            elif INDEX.fullmatch(member.name):
                index = _text(archive, member)
    folders = {found[1]: found[2] for found in EXPORT.finditer(index)}
    for name in wanted:
        table: dict[str, Any] = {}
        with contextlib.suppress(tables.IrregularError):
            table = tables.parse("".join(sources.get(folders.get(name, ""), ())))
        _made[package, name] = table
        keep(_file(package, name), table)
