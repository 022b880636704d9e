"""What the pipeline and every job share."""

import tomllib
from pathlib import Path
from typing import Final

from databricks.bundles.core import Variable, VariableOr

HERE: Final = Path(__file__).parents[1]

PACKAGE: Final = "anthill-lakehouse"
WHEEL: Final = "dist/*.whl"
"""Below the bundle's folder, as `artifacts` of databricks.yml builds it."""

ENVIRONMENT_VERSION: Final = "5"
"""Python 3.12 and MLflow 3.8, which the model needs: version 4 has 2.22 (release notes of serverless environments)."""

BUDGET_POLICY: Final = "${var.budget_policy_id}"
EMAILS: Final[Variable[list[VariableOr[str]]]] = Variable(path="var.alert_emails", type=list[VariableOr[str]])
CATALOG: Final = "${var.catalog}"


def release() -> str:
    """Return the version of the release, which is the wheel's."""
    return tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def tags() -> dict[str, VariableOr[str]]:
    """Return the tags by which runs and costs are told apart."""
    return {
        "project": "anthill",
        "environment": "${bundle.target}",
        "managed-by": "bundle",
        "release": release(),
        "commit": "${bundle.git.commit}",
    }
