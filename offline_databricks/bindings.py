"""The generated TypeScript of the provider's bindings, out of the package that carries them."""

import base64
import importlib.util
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "cdktf_cdktf_provider_databricks"

_VERSION: Final = re.compile(rb"providerVersion: '([^']+)'")
_PROVIDER: Final = "package/lib/provider/index.js"
_SOURCE_MAP: Final = re.compile(rb"sourceMappingURL=data:application/json;base64,([\w+/=]+)")


class BindingsMissingError(RuntimeError):
    """That the bindings, of which the schema is derived, are not installed."""


def tarball() -> Path:
    """Return the file with the sources; raise BindingsMissingError if there is none.

    The package is located and not imported: an import takes seconds.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folders = [Path(folder) / "_jsii" for folder in (spec and spec.submodule_search_locations) or ()]
    found = sorted(file for folder in folders for file in folder.glob("*.tgz"))
    if not found:
        raise BindingsMissingError(
            f"the schema is derived from the package {PACKAGE}, which is not installed"
        )
    return found[0]


def provider_version(archive: Path) -> str:
    """Return the version of the provider that the bindings were made from, as their `provider` class names it.

    Raises BindingsMissingError where the archive does not say so.
    """
    with tarfile.open(archive) as tar:
        try:
            file = tar.extractfile(_PROVIDER)
        except KeyError:
            file = None
        found = file and _VERSION.search(file.read())
    if not found:
        raise BindingsMissingError(f"{archive.name} does not say which version of a provider it describes")
    return found[1].decode()


def sources(archive: Path) -> Iterator[str]:
    """Yield the TypeScript of each type, the parts of one type as one text.

    The compiled JavaScript has lost most of it, but carries its source inside a source map.
    """
    texts: dict[str, list[str]] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = Path(member.name).parts  # package/lib/<type>/...
            if len(parts) > 3 and parts[1] == "lib" and parts[-1].endswith(".js"):  # noqa: PLR2004
                file = tar.extractfile(member)
                if file is not None:
                    texts.setdefault(parts[2], []).extend(_typescript(file.read()))
    yield from map("\n".join, texts.values())


def _typescript(javascript: bytes) -> list[str]:
    found = _SOURCE_MAP.search(javascript)
    if found is None:
        return []
    return json.loads(base64.b64decode(found[1]))["sourcesContent"]
