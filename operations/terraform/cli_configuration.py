"""Terraform's own settings: where providers come from, and the cache that stacks share.

The order of sources is the public order of this project: `ANTHILL_PROVIDER_MIRROR`, the engineer's own CLI
configuration, a mirror found on the machine, the public registry.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from offline_databricks.files import write_whole
from operations.common.errors import InputError
from operations.terraform.mirrors import EXPLICIT, Mirror, find_mirrors
from operations.terraform.requirements import Requirements, satisfies

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
    serve in any case, by a file of ours that goes on what the engineer's says, except for where providers come
    from: Terraform takes one `provider_installation`. Raises InputError if the explicit mirror lacks a
    provider, or if that file would ask the registry where the engineer's names other places.
    """
    own = own_configuration(environment)
    explicit = environment.get(EXPLICIT)
    # One that names a missing file makes every Terraform call print a warning.
    settings: dict[str, str | None] = {} if own else {CONFIGURATION: None}
    theirs = own.read_text(encoding="utf-8", errors="replace") if own else ""
    if explicit or own is None or own_mirrors:
        found = [*own_mirrors, *(find_mirrors(environment) if mirrors is None else mirrors)]
        serving = _serving(found, requirements)
        lack = _lack(serving, found, requirements)
        if explicit and lack:
            raise InputError(
                f"{EXPLICIT}: {', '.join(str(mirror.path) for mirror in found)} holds {lack}: "
                "add it with `terraform providers mirror`, or unset the variable to use the registry"
            )
        if explicit or _INSTALLATION.search(theirs):
            if lack:
                raise InputError(
                    f"{own}: its provider_installation cannot be joined with that of the stand-in for Databricks, and "
                    f"the mirrors of this machine hold {lack}: run `terraform providers mirror FOLDER` in "
                    f"cdktf.out/stacks/anthill-dev, which follows your file, and set {EXPLICIT}=FOLDER"
                )
            theirs = ""
        if any(serving.values()):
            settings[CONFIGURATION] = str(_write(home, _text(serving, theirs)))
    if not environment.get(CACHE) and "plugin_cache_dir" not in theirs:
        settings[CACHE] = str(_cache(home))
    return settings


def _cache(home: Path) -> Path:
    """Return the folder of providers that stacks share, made if it is missing.

    Terraform installs into it. Where it is a link, such as one into a machine's only mirror, the link is replaced by a
    folder: what it leads to is neither written nor removed. Links inside are Terraform's own, which it replaces too.
    """
    cache = home / "plugin-cache"
    if cache.is_symlink():
        cache.unlink(missing_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def overriding(environment: Mapping[str, str], home: Path, providers: Mapping[str, Path]) -> dict[str, str]:
    """Return the variables with which folders' providers run instead of the installed and locked ones, by source.

    They are for every command but `init`: no other asks where providers come from. An engineer's own overrides win.
    """
    own = own_configuration(environment)
    if own and "dev_overrides" in own.read_text(encoding="utf-8", errors="replace"):
        return {CONFIGURATION: str(own)}
    lines = [f"    {_quoted(source)} = {_quoted(str(folder))}" for source, folder in providers.items()]
    text = "\n".join(["provider_installation {", "  dev_overrides {", *lines, "  }", "  direct {}", "}", ""])
    return {CONFIGURATION: str(_write(home, text))}


def _serving(mirrors: Sequence[Mirror], requirements: Requirements) -> dict[Path, list[str]]:
    return {
        mirror.path: [
            source
            for source, constraints in requirements.items()
            if any(satisfies(version, constraints) for version in mirror.versions.get(source, ()))
        ]
        for mirror in mirrors
    }


def _lack(
    serving: Mapping[Path, list[str]], mirrors: Sequence[Mirror], requirements: Requirements
) -> str | None:
    """Return the first provider that no mirror serves, with what they hold of it; None if each is served."""
    served = _served(serving)
    for source, constraints in requirements.items():
        if source not in served:
            held = sorted({version for mirror in mirrors for version in mirror.versions.get(source, ())})
            return f"{source} in {', '.join(held) or 'no version'}; needed is {' and '.join(constraints)}"
    return None


def _text(serving: Mapping[Path, list[str]], kept: str) -> str:
    lines = ["# Written by the cdktf command of this project.", kept, "provider_installation {"]
    for path, sources in serving.items():
        if sources:
            lines += ["  filesystem_mirror {", f"    path    = {_quoted(str(path))}"]
            lines += [f"    include = [{_list(sources)}]", "  }"]
    return "\n".join([*lines, "  direct {", f"    exclude = [{_list(_served(serving))}]", "  }", "}", ""])


def _served(serving: Mapping[Path, list[str]]) -> list[str]:
    return sorted({source for sources in serving.values() for source in sources})


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
        # It may hold what an engineer's file does: the tokens of registries.
        write_whole(file, text.encode(), mode=0o600)
    return file
