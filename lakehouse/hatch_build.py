"""Takes the contracts, which lie outside this folder, into the wheel."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ContractsIncluded(BuildHookInterface[Any]):
    """What a wheel has beside the package; to be edited, contracts stay where they are."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the contracts to a wheel that is given to others."""
        if version == "standard":
            build_data["force_include"][str(Path(self.root).parent / "contracts")] = "contracts"
