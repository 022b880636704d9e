"""A project of Power BI for an environment, as the command writes it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from configuration.model import EnvironmentConfig
from tests.support.lakehouse_outputs import lakehouse_outputs
from tests.support.run import Run

Write = Callable[[EnvironmentConfig], Path]


@pytest.fixture
def write(anthill: Run, tmp_path: Path) -> Write:
    """Run `anthill power-bi` for an environment and return the folder."""

    def write(config: EnvironmentConfig) -> Path:
        outputs = tmp_path / f"{config.name.value}.json"
        outputs.write_text(json.dumps({f"anthill-{config.name.value}": lakehouse_outputs(config)}))
        folder = tmp_path / "reports" / config.name.value
        code, _, err = anthill(
            "power-bi", config.name.value, "--outputs", str(outputs), "--output", str(folder)
        )
        assert (code, err) == (0, "")
        return folder

    return write
