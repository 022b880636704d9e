"""The two configurations of the Databricks provider: one for the account, one for a workspace."""

from cdktf import TerraformStack
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider

from configuration.databricks.account import ACCOUNT_HOST
from configuration.emulator import OFFLINE_DATABRICKS_VERSION
from provider_facts.versions import DATABRICKS_VERSION


def account_provider(stack: TerraformStack, *, account_id: str, offline: bool) -> DatabricksProvider:
    """Define the provider of account resources; `offline` takes the stand-in, which calls nothing.

    Who calls is said by the environment (`databricks auth login`, or the pipeline's own token), never here.
    """
    _pin(stack, offline=offline)
    return DatabricksProvider(
        stack, "databricks_account", alias="account", host=ACCOUNT_HOST, account_id=account_id
    )


def workspace_provider(stack: TerraformStack, *, url: str, offline: bool) -> DatabricksProvider:
    """Define the provider of a workspace's resources; `offline` as above.

    It has no account: with one, the provider takes itself for an account's (provider documentation,
    "Troubleshooting", "invalid Databricks Account configuration").
    """
    _pin(stack, offline=offline)
    return DatabricksProvider(stack, "databricks_workspace", alias="workspace", host=url)


def _pin(stack: TerraformStack, *, offline: bool) -> None:
    # The bindings ask for the version that they were made from, which has bugs that a newer one has fixed.
    version = OFFLINE_DATABRICKS_VERSION if offline else DATABRICKS_VERSION
    stack.add_override("terraform.required_providers.databricks.version", version)
