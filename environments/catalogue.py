"""Every environment, checked, in the order of deployment, and the Databricks account that they share."""

from typing import Final

from environments import databricks_account, dev, local, prod, test
from environments.databricks.estate import check_account
from environments.fleet import check_fleet

ENVIRONMENTS: Final = check_fleet((local.CONFIG, dev.CONFIG, test.CONFIG, prod.CONFIG))
DATABRICKS_ACCOUNT: Final = check_account(databricks_account.CONFIG, ENVIRONMENTS)
