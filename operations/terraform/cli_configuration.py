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
_METHOD = re.compile(r"\b((?:direct|filesystem_mirror|network_mirror)\s*\{)([^{}]*)\}")
_EXCLUDED = re.compile(r"^\s*exclude\s*=\s*\[", re.MULTILINE)


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
    serve in any case, added to the engineer's file where that is in force; nothing else is then asked about
    what they serve. Raises InputError if the explicit mirror lacks a provider.
    """
    own = own_configuration(environment)
    # One that names a missing file makes every Terraform call print a warning.
    settings: dict[str, str | None] = {} if own else {CONFIGURATION: None}
    theirs = own.read_text(encoding="utf-8", errors="replace") if own else ""
    installs = bool(_INSTALLATION.search(theirs))
    if environment.get(EXPLICIT) or own is None or (own_mirrors and not installs):
        found = [*own_mirrors, *(find_mirrors(environment) if mirrors is None else mirrors)]
        serving = _serving(found, requirements)
        if environment.get(EXPLICIT):
            _check_complete(serving, found, requirements)
        if any(serving.values()):
            # A file of theirs without an installation block says nothing of it, but other things.
            kept = "" if environment.get(EXPLICIT) else theirs
            settings[CONFIGURATION] = str(_write(home, _text(serving, kept)))
            theirs = kept
    elif own_mirrors:
        text = _added(theirs, _serving(own_mirrors, requirements))
        settings[CONFIGURATION] = str(_write(home, text))
    if not environment.get(CACHE) and "plugin_cache_dir" not in theirs:
        cache = home / "plugin-cache"
        cache.mkdir(parents=True, exist_ok=True)
        settings[CACHE] = str(cache)
    return settings


def overriding(
    settings: Mapping[str, str | None],
    environment: Mapping[str, str],
    home: Path,
    providers: Mapping[str, Path],
) -> dict[str, str | None]:
    """Return settings in which folders' providers run instead of the installed and locked ones, by source.

    An engineer's own overrides win.
    """
    named = settings[CONFIGURATION] if CONFIGURATION in settings else own_configuration(environment)
    text = Path(named).read_text(encoding="utf-8", errors="replace") if named else ""
    if "dev_overrides" in text:
        return dict(settings)
    if not _INSTALLATION.search(text):
        text = _text({}, text)
    lines = [f"    {_quoted(source)} = {_quoted(str(folder))}" for source, folder in providers.items()]
    block = "\n".join(["  dev_overrides {", *lines, "  }"])
    text = _INSTALLATION.sub(lambda start: f"{start.group()}\n{block}\n", text, count=1)
    return {**settings, CONFIGURATION: str(_write(home, text))}


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


def _added(theirs: str, serving: Mapping[Path, list[str]]) -> str:
    """Return an engineer's configuration with more mirrors.

    Terraform asks every method that may serve a provider, and fails if one cannot be reached: theirs are told
    to leave out what these serve.
    """
    served = _list(_served(serving))
    if not served:
        return theirs
    excluded = f"\n    exclude = [{served}]\n  "

    def without_served(method: re.Match[str]) -> str:
        head, body = method.groups()
        if theirs[: method.start()].rpartition("\n")[2].lstrip().startswith(("#", "//")):
            return method.group()
        changed, found = _EXCLUDED.subn(lambda start: f"{start.group()}{served}, ", body, count=1)
        return f"{head}{changed if found else body + excluded}}}"

    text = _METHOD.sub(without_served, theirs)
    more = "\n".join(_mirrors(serving))
    return _INSTALLATION.sub(lambda block: f"{block.group()}\n{more}\n", text, count=1)


def _text(serving: Mapping[Path, list[str]], kept: str = "") -> str:
    lines = ["# Written by the cdktf command of this project.", kept, "provider_installation {"]
    direct = ["  direct {", f"    exclude = [{_list(_served(serving))}]", "  }"]
    return "\n".join([*lines, *_mirrors(serving), *direct, "}", ""])


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
