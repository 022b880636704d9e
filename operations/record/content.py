"""What may be in a release: what this product synthesises, and nothing that runs, reads or reaches anything else.

A plan shows what Terraform would change. It does not show a provisioner's command, what a data source runs
(`external`) or sends (`http`), or which endpoint a provider talks to; so none of these is left to a reviewer's eye.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from configuration.account import EnvironmentName
from configuration.emulator import PROVIDER_ARGUMENTS
from configuration.stack_ids import environment_stack
from operations.common.errors import InputError
from operations.synthesis.emulated_stack import ASSETS
from operations.synthesis.stacks import STACK_FILE
from operations.terraform.requirements import full_source

LOCK: Final = "terraform.lock.hcl"
"""Without the dot that Terraform wants: artifact uploads leave hidden files out."""

BLOCKS: Final = frozenset(
    {"//", "check", "terraform", "provider", "resource", "data", "output", "import", "moved"}
)
"""The blocks at the top of a stack. Imports and moves stand in the plan, at the address that they are about."""

PROVIDERS: Final = {
    "aws": "registry.terraform.io/hashicorp/aws",
    "databricks": "registry.terraform.io/databricks/databricks",
}
"""The providers by their local names."""

PROVIDER_SETTINGS: Final = {
    "aws": frozenset({"allowed_account_ids", "default_tags", "region"}),
    "databricks": frozenset({"account_id", "alias", "host"}),
}
"""What a provider is told; anything else could lead it elsewhere (`endpoints`, `http_proxy`, `profile`)."""

BACKEND_SETTINGS: Final = frozenset(
    {"allowed_account_ids", "bucket", "encrypt", "key", "kms_key_id", "region", "use_lockfile"}
)
"""What the backend `s3` is told."""

DATA_SOURCES: Final = frozenset({"databricks_group", "databricks_metastore"})
"""What is looked up: both in the Databricks account alone."""

WAIT: Final = "terraform_data"
"""The one resource of no provider: the wait of `constructs_lib/settling_time.py`."""

_SLEEP: Final = re.compile(r"sleep [0-9]{1,3}")

_READS_FILES: Final = re.compile(r"\b(file\w*|templatefile|pathexpand|abspath|provider::\w+::\w+)\s*\(")
"""Functions that read the machine (developer.hashicorp.com/terraform/language/functions, "Filesystem functions" and
the `file...` hashes), and those of providers."""

_TEMPLATE: Final = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")


def check_content(folder: Path, only: str | None = None) -> None:
    """Read the stacks below a folder, of a release or a synthesis, or only one of them.

    Raises InputError that names everything that no release may have.
    """
    found = [
        f"{stack.name}: {problem}"
        for stack in sorted((folder / "stacks").glob(only or "*"))
        for problem in _problems(stack)
    ]
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise InputError(
            f"{folder} has what no release may have:\n{lines}\ntake it out of the code and build the release again; "
            "what may be in one is listed in operations/record/content.py"
        )


def stray_files(folder: Path) -> list[str]:
    """Return the files of a release's stacks that Terraform could read, and that no build puts there."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or (path.is_file() and not _belongs(path.relative_to(folder).parts))
    )


def _belongs(parts: tuple[str, ...]) -> bool:
    match parts:
        case ("stacks", _, name):
            return name in {STACK_FILE, LOCK}
        case ("stacks", _, folder, *_):
            return folder == ASSETS
        case (name,):
            return name in {"release.json", "sources.json"}
        case ("wheel", name):
            return name.endswith(".whl")
        case _:
            return False


def _problems(stack: Path) -> Iterator[str]:
    try:
        document = json.loads((stack / STACK_FILE).read_bytes(), object_pairs_hook=_unique)
    except (OSError, ValueError) as error:
        yield f"{STACK_FILE} cannot be read: {error}"
        return
    if not isinstance(document, dict):
        yield f"{STACK_FILE} is no object"
        return
    local = stack.name == environment_stack(EnvironmentName.LOCAL)
    for block in sorted(document.keys() - BLOCKS):
        yield f"{block}: a block that no stack has"
    yield from _settings(document.get("terraform", {}), local=local)
    yield from _providers(document.get("provider", {}), local=local)
    for name, body in _object(document.get("check", {})).items():
        # A data source in a check is read as any other.
        for part in sorted(_keys(body) - {"assert"}):
            yield f"check.{name}.{part}: a check has conditions and nothing else"
    for kind in ("resource", "data"):
        for type_, name, body in _named(document.get(kind, {})):
            address = type_ if kind == "resource" else f"data.{type_}"
            yield from (f"{address}{name and f'.{name}'}: {problem}" for problem in _body(kind, type_, body))
    for text in sorted(set(_texts(document))):
        if _TEMPLATE.search(text) and (found := _READS_FILES.search(text)):
            yield f"{text[:80]!r}: {found[1]}() reads what is on the machine, or is a provider's own"


def _settings(terraform: Any, *, local: bool) -> Iterator[str]:
    for name in sorted(_keys(terraform) - {"required_providers", "backend"}):
        yield f"terraform.{name}: a setting that no stack has"
    for name, wanted in _object(terraform, "required_providers").items():
        source = full_source(str(_object(wanted).get("source", name)))
        if PROVIDERS.get(name) != source:
            yield f"provider {name} from {source}: known are {', '.join(PROVIDERS.values())}"
    for kind, settings in _object(terraform, "backend").items():
        if kind != ("local" if local else "s3"):
            yield f"backend {kind}: the state belongs to {'a file' if local else 'the bucket of the environment'}"
        for name in sorted(_keys(settings) - ({"path"} if local else BACKEND_SETTINGS)):
            yield f"backend {kind}: {name} is a setting that no stack has"


def _providers(providers: Any, *, local: bool) -> Iterator[str]:
    for name, configurations in _object(providers).items():
        if name not in PROVIDERS:
            yield f"provider {name}: known are {', '.join(PROVIDERS)}"
            continue
        allowed = PROVIDER_SETTINGS[name] | (PROVIDER_ARGUMENTS.keys() if local and name == "aws" else set())
        for each in configurations if isinstance(configurations, list) else [configurations]:
            for setting in sorted(_keys(each) - allowed):
                yield f"provider {name}: {setting} is a setting that no stack has"


def _body(kind: str, type_: str, body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "is no object"
        return
    if kind == "data" and type_ not in DATA_SOURCES:
        yield f"a data source that no stack has; known are {', '.join(sorted(DATA_SOURCES))}"
    if type_ != WAIT and type_.partition("_")[0] not in PROVIDERS:
        yield f"of a provider that no stack has; known are {', '.join(PROVIDERS)}"
    if str(body.get("provider", "aws")).partition(".")[0] not in PROVIDERS:
        yield f"provider {body['provider']!r} is none that a stack has"
    if "connection" in body:
        yield "connection: nothing is reached from a deployment but the providers' services"
    if "provisioner" in body and not (type_ == WAIT and _waits(body["provisioner"])):
        yield f"provisioner {_provisioner(body['provisioner'])}: a command, which no plan shows"


def _waits(provisioners: Any) -> bool:
    """Return whether it is what a settling time writes, and nothing more."""
    match provisioners:
        case [{"local-exec": {"command": str(command), **more}, **others}]:
            return not more and not others and _SLEEP.fullmatch(command) is not None
        case _:
            return False


def _provisioner(provisioners: Any) -> str:
    each = provisioners if isinstance(provisioners, list) else [provisioners]
    return ", ".join(sorted({name for one in each for name in _keys(one)})) or "of another shape"


def _named(blocks: Any) -> Iterator[tuple[str, str, Any]]:
    """Return the type, name and body of each block; Terraform takes lists too, which the product never writes."""
    if not isinstance(blocks, dict):
        yield "a list of blocks", "", blocks
        return
    for type_, named in blocks.items():
        if isinstance(named, dict):
            yield from ((type_, name, body) for name, body in named.items())
        else:
            yield type_, "", named


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: Python keeps the last one, Terraform takes both."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is there twice")
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _texts(each)


def _object(value: Any, name: str | None = None) -> Mapping[str, Any]:
    inner = value.get(name, {}) if name is not None and isinstance(value, dict) else value
    return inner if isinstance(inner, dict) else {"of another shape": inner}


def _keys(value: Any) -> set[str]:
    return set(_object(value))
