"""The Databricks account of the company. Edit these values first."""

from typing import Final

from configuration.account import EnvironmentName
from configuration.databricks.account import (
    DatabricksAccountSettings,
    GroupOrigin,
    MetastoreConfig,
    MetastoreMode,
)
from environments.shared import DATABRICKS_ACCOUNT_ID, GITHUB

CONFIG: Final = DatabricksAccountSettings(
    account_id=DATABRICKS_ACCOUNT_ID,
    hosted_by=EnvironmentName.PROD,
    github=GITHUB,
    metastore=MetastoreConfig(mode=MetastoreMode.CREATE, name="anthill-eu-west-1"),
    groups=GroupOrigin.CREATED,
    audit_log_days=2555,
    budget_emails=("data-platform@example.com",),
)
