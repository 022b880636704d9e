"""Every stack is valid against the schema of the provider that the machine has."""

from pathlib import Path

import pytest

from operations.synthesis.emulated_stack import write_emulated
from operations.terraform.run import TerraformRun
from tests.e2e.conftest import Deployment
from tests.inventory.test_addresses import RECORDED

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("stack", RECORDED)
def test_stack_is_valid(deployment: Deployment, synthesised: Path, tmp_path: Path, stack: str) -> None:
    folder = write_emulated(synthesised / "stacks" / stack, tmp_path / "stacks" / stack)
    terraform = TerraformRun(folder, deployment.engine)
    terraform.init()
    terraform.validate()
