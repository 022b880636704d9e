"""The account and the address range of each environment: what is there, what may be, where it is written."""

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final

from configuration.account import EnvironmentName
from configuration.network import LARGEST_VPC_PREFIX, PRIVATE_RANGES
from configuration.suggestion import did_you_mean
from operations.common.errors import InputError
from operations.scaffold.new_environment import ACCOUNT_ID, CIDRS, module_of
from operations.scaffold.python_source import PythonSource

OWN_ACCOUNTS: Final = tuple(name for name in EnvironmentName if name is not EnvironmentName.LOCAL)
"""The environments whose account is the company's: the embedded AWS has one that is given."""

ByEnvironment = Mapping[EnvironmentName, str]


def pairs(option: str, given: Sequence[str]) -> ByEnvironment:
    """Return values that are given as ENVIRONMENT=VALUE.

    Raises InputError for another form, another environment, or one that is given twice.
    """
    found: dict[EnvironmentName, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or name not in [own.value for own in OWN_ACCOUNTS]:
            raise InputError(
                f"{option}: {each!r} is not allowed; allowed: ENVIRONMENT=VALUE with one of {', '.join(OWN_ACCOUNTS)}"
                f"{did_you_mean(name, OWN_ACCOUNTS)}"
            )
        if name in found:
            raise InputError(f"{option}: {name} is given twice; allowed: once for each environment")
        found[EnvironmentName(name)] = value
    return found


def present_accounts(root: Path) -> ByEnvironment:
    """Return the account of each environment as it is written now."""
    return {name: str(_module(root, name).constant("CONFIG.account.id")) for name in OWN_ACCOUNTS}


def present_networks(root: Path) -> ByEnvironment:
    """Return the address range of each environment as it is written now."""
    return {name: _range(_module(root, name)) for name in OWN_ACCOUNTS}


def check_account(name: EnvironmentName, text: str, others: ByEnvironment) -> None:
    """Raise InputError for what is no account, or that of one of the `others`."""
    if not ACCOUNT_ID.fullmatch(text):
        raise InputError(f"--account: {text!r} is not allowed; allowed: the 12 digits of an account")
    same = next((other for other, account in others.items() if account == text and other is not name), None)
    if same:
        raise InputError(
            f"--account: {text} is also the account of {same}; allowed: one of its own for {name}"
        )


def check_network(name: EnvironmentName, text: str, others: ByEnvironment) -> None:
    """Raise InputError for what is no private range of a VPC, or overlaps one of the `others`."""
    allowed = f"a private block of /{LARGEST_VPC_PREFIX} or smaller, such as {name}=10.10.0.0/16"
    try:
        block = IPv4Network(text)
    except ValueError as error:
        raise InputError(f"--network: {text!r} is not allowed ({error}); allowed: {allowed}") from error
    private = any(block.subnet_of(each) for each in PRIVATE_RANGES)
    if not private or block.prefixlen < LARGEST_VPC_PREFIX:
        why = "larger than a VPC may be" if private else "not private"
        raise InputError(f"--network: {text} is {why}; allowed: {allowed}")
    for other, taken in others.items():
        if other is not name and block.overlaps(IPv4Network(taken)):
            raise InputError(f"--network: {text} overlaps {taken} of {other}; allowed: a block of its own")


Check = Callable[[EnvironmentName, str, ByEnvironment], None]


def with_own(root: Path, name: EnvironmentName, *, account: str | None, network: str | None) -> str:
    """Return the module of an environment with its account or range in place. Raises InputError for a wrong one.

    What two environments may not share is judged by the configuration as a whole.
    """
    module = _module(root, name)
    if network is not None:
        check_network(name, network, {})
        path, block = _path(module), str(IPv4Network(network))
        if block != _range(module):
            module.put(path, f'"{block}"' if path == CIDRS[0] else f'IPv4Network("{block}")')
    text = module.text
    if account is not None:
        check_account(name, account, {})
        # Its id stands in names of resources there too.
        text = text.replace(str(module.constant("CONFIG.account.id")), account)
    return text


def _module(root: Path, name: EnvironmentName) -> PythonSource:
    return PythonSource.read(root, module_of(name))


def _path(module: PythonSource) -> str:
    return next((each for each in CIDRS if module.has(each)), CIDRS[0])


def _range(module: PythonSource) -> str:
    code = module.code(_path(module))
    return code.removeprefix("IPv4Network(").removesuffix(")").strip("\"'")
