"""anthill-account applies as it is declared, and what it hands to the environments is there."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from configuration.databricks.groups import DEPLOYERS, Group, Robot
from configuration.stack_ids import ACCOUNT_STACK
from environments.catalogue import DATABRICKS_ACCOUNT
from offline_databricks.store import Store
from operations.common.embedded_engine.engine_home import EngineHome
from operations.emulator.engine import running_engine
from operations.synthesis.emulated_stack import write_emulated
from operations.terraform.offline_databricks import STORE
from operations.terraform.run import TerraformRun
from tests.support.template import Template

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def account(synthesised: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TerraformRun]:
    """The stack, applied to an engine of its own: what it makes is never destroyed."""
    folder = tmp_path_factory.mktemp("account")
    with running_engine(EngineHome(folder / "engine")) as engine:
        target = write_emulated(synthesised / "stacks" / ACCOUNT_STACK, folder / "stacks" / ACCOUNT_STACK)
        document = json.loads((target / "cdk.tf.json").read_text())
        for wait in document["resource"]["terraform_data"].values():
            # Nothing has to settle in an emulator.
            wait.pop("provisioner", None)
        (target / "cdk.tf.json").write_text(json.dumps(document))
        terraform = TerraformRun(target, engine)
        terraform.init()
        terraform.apply()
        yield terraform


@pytest.fixture(scope="module")
def store(account: TerraformRun) -> Store:
    return Store(account.folder / STORE)


def test_a_second_plan_of_the_account_says_no_changes(account: TerraformRun) -> None:
    assert account.changes() == []


def test_every_group_and_service_principal_is_made(store: Store) -> None:
    groups = {found.attributes["display_name"] for found in store.objects("databricks_group")}
    robots = {found.attributes["display_name"] for found in store.objects("databricks_service_principal")}
    assert groups == {*Group, DEPLOYERS}
    own = {
        f"anthill-{environment}-{robot}" for environment in DATABRICKS_ACCOUNT.environments for robot in Robot
    }
    assert robots == own | {"anthill-registration"}


def test_the_outputs_are_the_handles_of_the_environments(
    account: TerraformRun, store: Store, stacks: Mapping[str, Template]
) -> None:
    outputs = account.outputs()
    assert set(outputs) == set(stacks[ACCOUNT_STACK].json["output"])
    (metastore,) = store.objects("databricks_metastore")
    assert outputs["metastore_id"] == metastore.id
    known = {found.attributes["application_id"] for found in store.objects("databricks_service_principal")}
    robots = {id_ for each in outputs["principals"].values() for id_ in each.values()}
    assert {*robots, outputs["registration_principal"]} == known
    assert set(outputs["budget_policy_ids"]) == set(DATABRICKS_ACCOUNT.environments)
