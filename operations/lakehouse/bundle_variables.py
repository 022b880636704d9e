"""Maps stack outputs to the variables of the lakehouse's bundle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.specifiers import SpecifierSet

from configuration.databricks.groups import Principal, Robot
from configuration.model import EnvironmentConfig
from configuration.stack_ids import environment_stack
from operations.common.errors import InputError

MODEL: Final = "volatility"
"""The model that the job `market_data` trains."""

VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "catalog": ("catalog",),
    "landing_path": ("volumes", "landing"),
    "arrivals_path": ("volumes", "arrivals"),
    "run_as_service_principal": ("run_as_service_principal",),
    "budget_policy_id": ("budget_policy_id",),
    "experiment": ("experiments", MODEL),
    "registered_model": ("registered_models", MODEL),
}
"""The bundle's variables, each with its place in the outputs of `anthill-<env>` (`stacks/handover.py`)."""

SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "DATABRICKS_HOST": ("workspace_url",),
    "DATABRICKS_WAREHOUSE_ID": ("platform_warehouse_id",),
    "ANTHILL_CATALOG": ("catalog",),
}
"""What the Databricks CLI, and tests in the workspace, take from the process environment."""

ACCOUNT: Final = ("account_id",)
RELEASE: Final = "release"
"""The output that says of which release the infrastructure is; an older one than 0.1.0 says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleValues:
    """The values of the bundle's variables, and of the settings beside them."""

    variables: Mapping[str, Any]
    settings: Mapping[str, str]


def outputs_in(document: object, stack: str) -> dict[str, Any]:
    """Return a stack's outputs by name, of `terraform output -json` or of cdktf's `--outputs-file`.

    Raises InputError if the document is neither, or holds a sensitive output that the bundle would take.
    """
    if isinstance(document, dict) and isinstance(document.get(stack), dict):
        return document[stack]
    if not isinstance(document, dict) or not all(
        isinstance(each, dict) and "value" in each for each in document.values()
    ):
        raise InputError(
            f"these are not the outputs of {stack}: give what `terraform output -json` prints, or the file of "
            f"`cdktf deploy {stack} --outputs-file`"
        )
    taken = {place[0] for place in (*VARIABLES.values(), *SETTINGS.values())}
    secret = sorted(name for name in taken if document.get(name, {}).get("sensitive"))
    if secret:
        raise InputError(
            f"outputs {', '.join(secret)} are sensitive: the bundle keeps no secrets, nor takes any"
        )
    return {name: each["value"] for name, each in document.items()}


def bundle_values(
    outputs: Mapping[str, Any], config: EnvironmentConfig, *, account: str | None = None
) -> BundleValues:
    """Return the values for an environment's target; `account` is where the stack is, if not in its own account.

    Who is notified of failures comes from the configuration, as for the infrastructure's own alerts. Raises
    InputError if outputs are missing, or are another environment's.
    """
    stack = environment_stack(config.name)
    found = {place: _at(outputs, place) for place in {*VARIABLES.values(), *SETTINGS.values(), ACCOUNT}}
    missing = sorted(".".join(place) for place, value in found.items() if not value)
    if missing:
        raise InputError(
            f"{stack} does not have {', '.join(missing)}: deploy it with this checkout, then give its outputs again"
        )
    check_account(outputs, config, account)
    return BundleValues(
        variables={name: found[place] for name, place in VARIABLES.items()}
        | _readers(config)
        | {"alert_emails": list(config.databricks.consumption.alerts.emails)},
        settings={name: found[place] for name, place in SETTINGS.items()},
    )


def check_account(outputs: Mapping[str, Any], config: EnvironmentConfig, account: str | None = None) -> None:
    """Raise InputError if outputs are of another account than the environment's, or than `account` if it is given."""
    wanted, found, stack = account or config.account.id, _at(outputs, ACCOUNT), environment_stack(config.name)
    if found != wanted:
        raise InputError(
            f"these outputs are of account {found or 'unknown'}, but {stack} is in {wanted}: "
            "give the outputs of that stack"
        )


def _readers(config: EnvironmentConfig) -> dict[str, str]:
    """Return who may see what is classified, as `anthill_lakehouse/protection/readers.py` reads it."""
    governance, known = config.databricks.governance, config.databricks.handles.principals

    def identity(who: Principal) -> str:
        return known.of(who) if isinstance(who, Robot) else who.value

    # Jobs make the tables: masked they would write what they were shown.
    return {
        "sees_values": ",".join(map(identity, (Robot.JOBS, *governance.sees_values))),
        "sees_rows": ";".join(
            f"{identity(each.principal)}={','.join(each.values) or '*'}" for each in governance.sees_rows
        ),
    }


def check_release(outputs: Mapping[str, Any], needed: str) -> None:
    """Raise InputError if the infrastructure says of which release it is, and the bundle needs another."""
    deployed = outputs.get(RELEASE)
    if deployed is not None and not SpecifierSet(needed).contains(str(deployed)):
        raise InputError(
            f"this release of the lakehouse needs infrastructure {needed}, and {deployed} is deployed: deploy the "
            "infrastructure of this checkout first, or take a release of the lakehouse that fits"
        )


def needed_infrastructure(bundle: Path) -> str:
    """Return which releases of the infrastructure the lakehouse of a checkout works with."""
    text = (bundle / "anthill_lakehouse" / "release.json").read_text(encoding="utf-8")
    return json.loads(text)["requires-infrastructure"]


def _at(outputs: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    value: Any = outputs
    for name in place:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
