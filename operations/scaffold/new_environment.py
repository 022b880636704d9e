"""The files of a new environment: its name, its module, its target, and the line of the environment after it."""

import ast
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from pathlib import Path
from typing import Final

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from operations.common.errors import InputError
from operations.scaffold.python_source import PythonSource

ACCOUNT: Final = "configuration/account.py"
TARGETS: Final = "lakehouse/databricks.yml"
NAME: Final = re.compile(r"[a-z](-?[a-z0-9])+")
ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
YEAR_OF_LOGS: Final = 365
"""Days; fewer need a waiver in policies/waivers.toml (checkov, CKV_AWS_338)."""

NETWORKS: Final = tuple(IPv4Network("10.0.0.0/8").subnets(new_prefix=16))
CIDRS: Final = ("CONFIG.network.0", "CONFIG.network.cidr")
LOGS: Final[Mapping[str, Callable[[EnvironmentConfig], int]]] = {
    "CONFIG.network.flow_log_retention_days": lambda config: config.network.flow_log_retention_days,
    "CONFIG.monitoring.log_retention_days": lambda config: config.monitoring.log_retention_days,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnvironment:
    """What is told of a new environment; everything else is as in the one that it follows."""

    name: str
    after: EnvironmentName
    account: str
    cidr: str | None = None
    purpose: str | None = None

    @property
    def symbol(self) -> str:
        """Its name as a member of `EnvironmentName`."""
        return self.name.upper().replace("-", "_")

    @property
    def module(self) -> str:
        """Where its module lies in the project."""
        return module_of(self.name)


def module_of(name: str) -> str:
    """Return where the module of an environment lies in the project."""
    return f"environments/{name.replace('-', '_')}.py"


def files_of(wanted: NewEnvironment, root: Path, present: Sequence[EnvironmentConfig]) -> Mapping[str, str]:
    """Return the texts of the files of a new environment by name. Raises InputError for what is wrong or taken."""
    cidr = _checked(wanted, root, present)
    after_it = [
        config
        for config in present
        if config.delivery is not None and config.delivery.follows is wanted.after
    ]
    files = {
        ACCOUNT: _with_member(root, wanted),
        wanted.module: _module(root, wanted, cidr, after_it),
        TARGETS: _with_target(root, wanted),
    }
    for config in after_it:
        module = PythonSource.read(root, module_of(config.name))
        module.put("CONFIG.delivery.follows", f"EnvironmentName.{wanted.symbol}")
        files[module.name] = module.text
    return files


def _checked(wanted: NewEnvironment, root: Path, present: Sequence[EnvironmentConfig]) -> str:
    """Return the addresses that the new environment gets."""
    names = [config.name.value for config in present]
    if not NAME.fullmatch(wanted.name):
        raise InputError(
            f"NAME: {wanted.name!r} is no name of an environment; allowed: 2 or more of a-z, 0-9 and single '-' "
            "between them, beginning with a letter"
        )
    if wanted.name in names or (root / wanted.module).exists():
        raise InputError(f"NAME: {wanted.name!r} is there already; environments are {', '.join(names)}")
    followed = [config.name.value for config in present if config.delivery is not None]
    if wanted.after.value not in followed:
        raise InputError(f"--after: nothing is released to {wanted.after}; allowed: {', '.join(followed)}")
    accounts = {config.account.id: config.name.value for config in present}
    if not ACCOUNT_ID.fullmatch(wanted.account) or wanted.account in accounts:
        used = f", which {accounts[wanted.account]} has" if wanted.account in accounts else ""
        raise InputError(
            f"--account: {wanted.account!r}{used}; allowed: the 12 digits of an account of its own"
        )
    taken = [config.network.cidr for config in present]
    if wanted.cidr is None:
        return str(
            next(each for each in NETWORKS[10::10] if not any(each.overlaps(block) for block in taken))
        )
    try:
        block = IPv4Network(wanted.cidr)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise InputError(
            f"--cidr: {wanted.cidr!r} is no network ({error}); allowed: such as 10.50.0.0/16"
        ) from error
    if overlapped := [str(each) for each in taken if each.overlaps(block)]:
        raise InputError(f"--cidr: {block} overlaps {', '.join(overlapped)}; allowed: a block that none uses")
    return str(block)


def _with_member(root: Path, wanted: NewEnvironment) -> str:
    text = (root / ACCOUNT).read_text(encoding="utf-8")
    followed = re.compile(rf'^( +)\w+ = "{re.escape(wanted.after.value)}"\n', re.MULTILINE)
    found = followed.search(text)
    if found is None:
        raise InputError(f"{ACCOUNT} has no line for {wanted.after}: add the new name there by hand")
    return f'{text[: found.end()]}{found[1]}{wanted.symbol} = "{wanted.name}"\n{text[found.end() :]}'


def _module(root: Path, wanted: NewEnvironment, cidr: str, after_it: Sequence[EnvironmentConfig]) -> str:
    original = PythonSource.read(root, module_of(wanted.after))
    module = PythonSource(wanted.module, original.text)
    (path,) = [each for each in CIDRS if module.has(each)] or [CIDRS[0]]
    module.put(path, f'"{cidr}"' if path == CIDRS[0] else f'IPv4Network("{cidr}")')
    module.put("CONFIG.name", f"EnvironmentName.{wanted.symbol}")
    module.put("CONFIG.delivery.follows", f"EnvironmentName.{wanted.after.name}")
    module.put("CONFIG.account.id", f'"{wanted.account}"')
    module.put("CONFIG.tags.cost_centre", f'"{wanted.name}"')
    for logs, kept in LOGS.items():
        # Not longer than in the next one, which may protect no less.
        longest = min([YEAR_OF_LOGS, *(kept(config) for config in after_it)])
        if module.has(logs) and isinstance(days := module.constant(logs), int) and days < longest:
            module.put(logs, str(longest))
    if module.has("CONFIG.databricks.registration"):
        # Nothing of it is registered before it was deployed once.
        module.put("CONFIG.databricks.registration", "RegistrationConfig()")
    if module.has("CONFIG.databricks.governs_metastore"):
        module.put("CONFIG.databricks.governs_metastore", "False")
    handles = module.value("CONFIG.databricks.handles")
    module.put_each(
        (node, f'"{_placeholder(wanted.name, number)}"') for number, node in enumerate(_own_ids(handles))
    )
    module.drop_unused_imports()
    purpose = wanted.purpose or f"Where a release is rehearsed after {wanted.after}."
    return re.sub(r'\A""".*?"""', lambda _: f'"""{purpose}"""', module.text, flags=re.DOTALL)


def _own_ids(handles: ast.expr) -> Iterator[ast.expr]:
    """Yield the ids that are written out: those that environments share have names."""
    for node in ast.walk(handles):
        match node:
            case ast.Call(func=ast.Name(id="UUID"), args=[ast.Constant() as value]):
                yield value
            case _:
                pass


def _placeholder(name: str, number: int) -> str:
    """Return an id that no other environment has, in the form of the other placeholders."""
    return f"00000000-0000-4000-8000-{hashlib.sha256(f'{name} {number}'.encode()).hexdigest()[:12]}"


def _with_target(root: Path, wanted: NewEnvironment) -> str:
    text = (root / TARGETS).read_text(encoding="utf-8")
    found = re.search(rf"^  {re.escape(wanted.after.value)}:\n(?:(?:    .*)?\n)*", text, re.MULTILINE)
    if found is None:
        raise InputError(f"{TARGETS} has no target {wanted.after}: add the new one there by hand")
    own = found[0].replace(f"  {wanted.after}:", f"  {wanted.name}:", 1).replace("    default: true\n", "")
    before = text[: found.end()]
    return f"{before}{'' if before.endswith(chr(10)) else chr(10)}{own}{text[found.end() :]}"
