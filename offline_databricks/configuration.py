"""What a provider configuration says, what the stand-in makes of it, and which types may use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from offline_databricks.diagnostics import WARNING, Diagnostic, RefusedError, refuse
from offline_databricks.storage import emulated_s3
from offline_databricks.values import UNKNOWN, Object, Value
from provider_facts.databricks import LEVELS, Level

MODE_VARIABLE: Final = "ANTHILL_OFFLINE_DATABRICKS"
STORE_VARIABLE: Final = "ANTHILL_OFFLINE_DATABRICKS_STORE"
CALLER_VARIABLE: Final = "ANTHILL_OFFLINE_DATABRICKS_CALLER"

STAND_IN: Final = Diagnostic(
    "This is the offline stand-in for the Databricks provider",
    "Nothing reaches Databricks. What it reports as created exists in a file of this machine only.",
    severity=WARNING,
)

ACCOUNT_NEEDS: Final[Mapping[str, str]] = {
    "databricks_metastore": "region",
    "databricks_metastore_data_access": "metastore_id",
    "databricks_storage_credential": "metastore_id",
}
"""What a type needs with an account-level provider only.

Source: `catalog/resource_metastore.go` and the pages of the two others, "required for account-level".
"""


class Mode(StrEnum):
    """What the stand-in may do: `plan` reads and plans, `apply` also writes to its store."""

    PLAN = "plan"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Configuration:
    """One configuration; `host` and `account_id` may be None or unknown.

    `s3` is the endpoint of the embedded AWS, `caller` the address that calls come from; each None where the
    environment gives none.
    """

    mode: Mode
    store: Path | None
    host: Value
    account_id: Value
    s3: str | None = None
    caller: str | None = None

    @property
    def level(self) -> Level | None:
        """The level by the host, None where that is not known or not given."""
        if not isinstance(self.host, str):
            return None
        return Level.ACCOUNT if hostname(self.host).startswith("accounts.") else Level.WORKSPACE

    def place(self, type_name: str, *, of_metastore: bool) -> str:
        """Return where objects of a type live: empty for the account and for Unity Catalog, else the host."""
        if of_metastore or LEVELS[type_name] is Level.ACCOUNT or self.level is not Level.WORKSPACE:
            return ""
        return f"https://{hostname(self.host)}"


def hostname(host: str) -> str:
    """Return the name in a host as people write it: with or without scheme and slash."""
    text = host if "//" in host else f"//{host}"
    return (urlsplit(text).hostname or "").rstrip("/")


def configure(config: Object, environment: Mapping[str, str]) -> Configuration:
    """Return what a configuration means; raise RefusedError unless the environment asks for the stand-in."""
    try:
        mode = Mode(environment.get(MODE_VARIABLE, ""))
    except ValueError:
        raise refuse(
            "The offline stand-in for the Databricks provider was not asked for",
            f"{MODE_VARIABLE} must be 'apply' or 'plan'. A real environment needs the real provider: this one "
            "calls nothing. See docs/offline-databricks.md.",
        ) from None
    store = environment.get(STORE_VARIABLE)
    if mode is Mode.APPLY and not store:
        raise refuse(
            "The offline stand-in for the Databricks provider has no store",
            f"{STORE_VARIABLE} must name the file that holds its objects.",
        )
    host = config.get("host")
    return Configuration(
        mode,
        Path(store) if store else None,
        host if host != "" else None,
        config.get("account_id"),
        s3=emulated_s3(environment),
        caller=environment.get(CALLER_VARIABLE) or None,
    )


def check_level(configuration: Configuration, type_name: str) -> None:
    """Raise RefusedError if a type does not belong to the configuration, as far as its host is known."""
    level = configuration.level
    if configuration.host is None:
        raise refuse(
            f"{type_name} has a provider without a host",
            "Its provider configuration sets no host, most likely because the resource names no provider alias "
            "and so has the default one. The stand-in does not read DATABRICKS_HOST or profiles.",
        )
    if level is None:
        return
    account = configuration.account_id
    if level is Level.ACCOUNT and account in {None, ""}:
        raise refuse(
            "An account-level provider needs account_id",
            f"The host is {configuration.host}, but no account_id is set (provider documentation, "
            '"Authenticating with Databricks-managed Service Principal").',
        )
    wanted = LEVELS[type_name]
    if wanted not in {Level.BOTH, level}:
        raise RefusedError(_wrong_level(configuration, type_name, wanted))
    if level is Level.WORKSPACE and account not in {None, ""}:
        raise refuse(
            "invalid Databricks Account configuration",
            f"The provider of {type_name} has the host of a workspace ({configuration.host}) and an account_id. "
            "Take account_id from the workspace-level alias (provider documentation, troubleshooting guide).",
        )


def check_level_arguments(configuration: Configuration, type_name: str, config: Object) -> None:
    """Raise RefusedError if an argument is missing that a type needs with an account-level provider."""
    needed = ACCOUNT_NEEDS.get(type_name)
    if needed and configuration.level is Level.ACCOUNT and config.get(needed) is None:
        raise refuse(
            f"{needed} is required",
            f"{type_name} needs {needed} with an account-level provider.",
            (needed,),
        )


def _wrong_level(configuration: Configuration, type_name: str, wanted: Level) -> Diagnostic:
    has = "an account-level" if wanted is Level.WORKSPACE else "a workspace-level"
    needs = (
        "the alias whose host is https://accounts.cloud.databricks.com, with account_id"
        if wanted is Level.ACCOUNT
        else "the alias whose host is the URL of the workspace, without account_id"
    )
    real = "invalid Databricks Account configuration: " if wanted is Level.ACCOUNT else ""
    return Diagnostic(
        f"{real}{type_name} with {has} provider",
        f"{type_name} is {wanted.value}-level, its provider has the host {configuration.host}. Give it {needs}.",
    )


def known_text(value: Value) -> str:
    """Return a text that is set and known, else an empty one."""
    return value if isinstance(value, str) and value is not UNKNOWN else ""
