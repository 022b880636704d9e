"""Terraform's own settings: where providers come from, and the cache that stacks share.

The order of sources is the public order of this project: `ANTHILL_PROVIDER_MIRROR`, the engineer's own CLI
configuration, a mirror found on the machine, the public registry.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from operations.toolchain.errors import InputError
from operations.toolchain.mirrors import EXPLICIT, Mirror, find_mirrors
from operations.toolchain.requirements import Requirements, satisfies

CONFIGURATION = "TF_CLI_CONFIG_FILE"
CACHE = "TF_PLUGIN_CACHE_DIR"

_INSTALLATION = re.compile(r"^\s*provider_installation\s*\{", re.MULTILINE)


def own_configuration(environment: Mapping[str, str]) -> Path | None:
    """Return the engineer's CLI configuration, None if there is none that can be read."""
    named = environment.get(CONFIGURATION)
    file = Path(named) if named else Path(environment.get("HOME") or Path.home()) / ".terraformrc"
    try:
        with file.open("rb"):
            return file
    except OSError:
        return None


def terraform_settings(
    environment: Mapping[str, str],
    home: Path,
    requirements: Requirements,
    *,
    mirrors: Sequence[Mirror] | None = None,
    own_mirrors: Sequence[Mirror] = (),
) -> dict[str, str | None]:
    """Return the variables to set, or with None to unset, for a run that needs these providers.

    A mirror serves a provider only if it holds a version that fits: Terraform asks the registry nothing
    about a provider that a mirror serves, and must ask it where no mirror can. An engineer's readable
    configuration stays in force unless a mirror is given explicitly. `own_mirrors` are the project's: they
    serve in any case, added to the engineer's file where that is in force. Raises InputError if the explicit
    mirror lacks a provider.
    """
    own = own_configuration(environment)
    # One that names a missing file makes every Terraform call print a warning.
    settings: dict[str, str | None] = {} if own else {CONFIGURATION: None}
    if environment.get(EXPLICIT) or own is None:
        found = [*own_mirrors, *(find_mirrors(environment) if mirrors is None else mirrors)]
        serving = _serving(found, requirements)
        if environment.get(EXPLICIT):
            _check_complete(serving, found, requirements)
        if any(serving.values()):
            settings[CONFIGURATION] = str(_write(home, _text(serving)))
            own = None
    elif own_mirrors:
        text = _added(own.read_text(encoding="utf-8"), _serving(own_mirrors, requirements))
        settings[CONFIGURATION] = str(_write(home, text))
    if not environment.get(CACHE) and not (own and "plugin_cache_dir" in own.read_text(errors="replace")):
        cache = home / "plugin-cache"
        cache.mkdir(parents=True, exist_ok=True)
        settings[CACHE] = str(cache)
    return settings


def _serving(mirrors: Sequence[Mirror], requirements: Requirements) -> dict[Path, list[str]]:
    return {
        mirror.path: [
            source
            for source, constraints in requirements.items()
            if any(satisfies(version, constraints) for version in mirror.versions.get(source, ()))
        ]
        for mirror in mirrors
    }


def _check_complete(
    serving: Mapping[Path, list[str]], mirrors: Sequence[Mirror], requirements: Requirements
) -> None:
    served = {source for sources in serving.values() for source in sources}
    for source, constraints in requirements.items():
        if source not in served:
            held = sorted({version for mirror in mirrors for version in mirror.versions.get(source, ())})
            raise InputError(
                f"{EXPLICIT}: {', '.join(str(mirror.path) for mirror in mirrors)} holds {source} in "
                f"{', '.join(held) or 'no version'}; needed is {' and '.join(constraints)}: "
                "add it with `terraform providers mirror`, or unset the variable to use the registry"
            )


def _mirrors(serving: Mapping[Path, list[str]]) -> list[str]:
    lines: list[str] = []
    for path, sources in serving.items():
        if sources:
            lines += ["  filesystem_mirror {", f"    path    = {_quoted(str(path))}"]
            lines += [f"    include = [{_list(sources)}]", "  }"]
    return lines


def _added(own: str, serving: Mapping[Path, list[str]]) -> str:
    """Return an engineer's configuration with more mirrors: Terraform takes what any of them has."""
    more = "\n".join(_mirrors(serving))
    changed, found = _INSTALLATION.subn(lambda block: f"{block.group()}\n{more}", own, count=1)
    return changed if found else f"{own}\nprovider_installation {{\n{more}\n  direct {{}}\n}}\n"


def _text(serving: Mapping[Path, list[str]]) -> str:
    lines = ["# Written by the cdktf command of this project.", "provider_installation {", *_mirrors(serving)]
    served = sorted({source for sources in serving.values() for source in sources})
    return "\n".join([*lines, "  direct {", f"    exclude = [{_list(served)}]", "  }", "}", ""])


def _list(sources: Sequence[str]) -> str:
    return ", ".join(map(_quoted, sources))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(home: Path, text: str) -> Path:
    # Named by its content, so that two runs with different needs do not overwrite each other's.
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    file = home / f"terraform-{digest}.tfrc"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".tmp")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    return file
