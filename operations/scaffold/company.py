"""What a company sets once: names, and what its environments have in common; where it is written, what it may be."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from configuration.account import EnvironmentName
from configuration.github import GithubConfig
from configuration.monitoring import Email
from configuration.regions import REGIONS
from configuration.suggestion import did_you_mean
from operations.common.errors import InputError
from operations.scaffold.accounts import with_own
from operations.scaffold.new_environment import module_of
from operations.scaffold.python_source import PythonSource

SHARED: Final = "environments/shared.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value: its option, its path in the shared module, the question, what is allowed, how it is written.

    `written` returns Python for a text and raises ValueError for one that is not allowed. Several values are
    separated by commas.
    """

    option: str
    path: str
    question: str
    allowed: str
    written: Callable[[str], str]


def _region(text: str) -> str:
    if text not in REGIONS:
        raise ValueError
    return f'"{text}"'


def _github(field: str) -> Callable[[str], str]:
    adapter: TypeAdapter[str | int] = TypeAdapter(GithubConfig.__annotations__[field])
    return lambda text: _quoted(adapter.validate_python(int(text) if field.endswith("_id") else text))


def _uuid(text: str) -> str:
    return f'"{UUID(text)}"'


def _networks(text: str) -> str:
    return _tuple(f'IPv4Network("{IPv4Network(part)}")' for part in _parts(text))


def _emails(text: str) -> str:
    email: TypeAdapter[str] = TypeAdapter(Email)
    return _tuple(f'"{email.validate_python(part)}"' for part in _parts(text))


def _quoted(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise ValueError
    return parts


def _tuple(items: Iterable[str]) -> str:
    return f"({''.join(f'{item}, ' for item in items).rstrip()})"


SETTINGS: Final = (
    Setting(
        option="--region",
        path="REGION",
        question="AWS region of every environment",
        allowed=", ".join(REGIONS),
        written=_region,
    ),
    Setting(
        option="--github-owner",
        path="GITHUB.owner",
        question="Owner of the repository on GitHub",
        allowed="the name of an organization or user: letters, digits, '-'",
        written=_github("owner"),
    ),
    Setting(
        option="--github-owner-id",
        path="GITHUB.owner_id",
        question="Its id (gh api users/OWNER --jq .id)",
        allowed="a whole number above 0",
        written=_github("owner_id"),
    ),
    Setting(
        option="--repository",
        path="GITHUB.repository",
        question="Name of the repository",
        allowed="up to 100 letters, digits, '.', '_', '-'",
        written=_github("repository"),
    ),
    Setting(
        option="--repository-id",
        path="GITHUB.repository_id",
        question="Its id (gh api repos/OWNER/NAME --jq .id)",
        allowed="a whole number above 0",
        written=_github("repository_id"),
    ),
    Setting(
        option="--databricks-account",
        path="DATABRICKS_ACCOUNT_ID.0",
        question="Id of the Databricks account",
        allowed="a UUID, from the menu of the account console",
        written=_uuid,
    ),
    Setting(
        option="--company-cidrs",
        path="COMPANY_CIDRS",
        question="Public address ranges of people and pipelines",
        allowed="IPv4 networks with commas between, such as 203.0.113.0/24",
        written=_networks,
    ),
    Setting(
        option="--team-emails",
        path="TEAM.emails",
        question="Who is told of what can wait",
        allowed="mail addresses with commas between",
        written=_emails,
    ),
    Setting(
        option="--on-call-emails",
        path="ON_CALL.emails",
        question="Who is woken",
        allowed="mail addresses with commas between",
        written=_emails,
    ),
)


def written(setting: Setting, text: str) -> str:
    """Return a value as Python. Raises InputError, which says what is allowed, for one that is not."""
    try:
        return setting.written(text.strip())
    except (ValueError, ValidationError) as error:
        near = did_you_mean(text, REGIONS) if setting.path == "REGION" else ""
        raise InputError(
            f"{setting.option}: {text!r} is not allowed; allowed: {setting.allowed}{near}"
        ) from error


def current(root: Path) -> Mapping[str, str]:
    """Return the present value of each setting by its option, as it would be given."""
    shared = PythonSource.read(root, SHARED)
    found: dict[str, str] = {}
    for setting in SETTINGS:
        code = shared.code(setting.path)
        texts = re.findall(r'"([^"]*)"', code)
        found[setting.option] = ",".join(texts) if texts else code
    return found


def files_of(
    root: Path,
    values: Mapping[str, str],
    accounts: Mapping[EnvironmentName, str],
    networks: Mapping[EnvironmentName, str],
) -> Mapping[str, str]:
    """Return the texts of the modules with the values in place, by name. Raises InputError for a wrong one."""
    shared = PythonSource.read(root, SHARED)
    for setting in SETTINGS:
        if setting.option in values:
            code = written(setting, values[setting.option])
            if "".join(code.split()) != "".join(shared.code(setting.path).split()):
                shared.put(setting.path, code)
    files = {SHARED: shared.text}
    for name in dict.fromkeys([*accounts, *networks]):
        module = module_of(name)
        files[module] = with_own(root, name, account=accounts.get(name), network=networks.get(name))
    return files
