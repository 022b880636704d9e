"""What the stand-in does with and without being asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.offline_databricks.project import (
    ACCOUNT_PROVIDER,
    WORKSPACE,
    WORKSPACE_PROVIDER,
    Project,
    Resources,
)
from tests.offline_databricks.wrong import WORKSPACE as OF_WORKSPACE

CATALOG: Resources = {"databricks_catalog": {"it": {"name": "c", "provider": OF_WORKSPACE}}}


def test_every_configuration_fails_without_the_variable(initialised: Project, project: Project):
    unasked = initialised.copied(project.folder / "unasked", mode=None)
    unasked.write(CATALOG, providers=(WORKSPACE_PROVIDER,))
    (error,) = unasked.errors("plan")
    assert "was not asked for: ANTHILL_OFFLINE_DATABRICKS must be 'apply' or 'plan'" in error.text


def test_mode_plan_plans_and_does_not_apply(initialised: Project, project: Project):
    planning = initialised.copied(project.folder / "planning", mode="plan")
    planning.write(CATALOG)
    assert planning.actions() == {"databricks_catalog.it": ["create"]}
    (error,) = planning.errors("apply")
    assert "only plans" in error.text
    assert not planning.store.file.exists()


def test_mode_plan_reads_what_it_is_given(initialised: Project, project: Project):
    project.write(CATALOG)
    project.apply()
    planning = initialised.copied(project.folder / "planning", mode="plan")
    planning.write(CATALOG)
    (planning.folder / "terraform.tfstate").write_bytes((project.folder / "terraform.tfstate").read_bytes())
    assert planning.plan_exit() == 0


def test_a_real_constraint_never_selects_it(mirror: Path, project: Project):
    for constraint in ("1.99.0", "~> 1.99", ">= 1.0"):
        project.write({}, terraform={"required_providers": {"databricks": {
            "source": "databricks/databricks", "version": constraint}}})  # fmt: skip
        done = project.run("init", "-no-color", "-upgrade", f"-plugin-dir={mirror}")
        assert done.returncode == 1, constraint


@pytest.fixture(scope="module")
def answered(new_project: Callable[[str], Project]) -> Project:
    project = new_project("data")
    store = project.store
    store.put("databricks_metastore", "m-1", {"metastore_id": "m-1", "name": "m", "region": "eu-west-1"})
    store.put("databricks_group", "7", {"id": "7", "display_name": "engineers"})
    store.put("databricks_catalog", "dev", {"id": "dev", "name": "dev", "owner": "me"})
    store.put("databricks_cluster_policy", "P", {"id": "P", "name": "jobs", "definition": "{}"}, WORKSPACE)
    data: Resources = {
        "databricks_metastore": {"it": {"region": "eu-west-1", "provider": "databricks.account"}},
        "databricks_metastores": {"it": {"provider": "databricks.account"}},
        "databricks_group": {"it": {"display_name": "engineers", "provider": "databricks.account"}},
        "databricks_catalog": {"it": {"name": "dev", "provider": OF_WORKSPACE}},
        "databricks_cluster_policy": {"it": {"name": "jobs", "provider": OF_WORKSPACE}},
        "databricks_current_user": {"it": {"provider": OF_WORKSPACE}},
        "databricks_current_config": {"it": {"provider": "databricks.account"}},
        "databricks_current_metastore": {"it": {"provider": OF_WORKSPACE}},
    }
    value = {
        "metastore": "${data.databricks_metastore.it.id}",
        "ids": "${data.databricks_metastores.it.ids}",
        "group": "${data.databricks_group.it.id}",
        "owner": "${data.databricks_catalog.it.catalog_info[0].owner}",
        "policy": "${data.databricks_cluster_policy.it.id}",
        "user": "${data.databricks_current_user.it.user_name}",
        "account": "${data.databricks_current_config.it.is_account}",
        "current": "${data.databricks_current_metastore.it.id}",
    }
    project.write({}, data=data, output={"answers": {"value": value}})
    project.apply()
    return project


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("metastore", "m-1"),
        ("ids", {"m": "m-1"}),
        ("group", "7"),
        ("owner", "me"),
        ("policy", "P"),
        ("user", "offline@example.com"),
        ("account", True),
        ("current", "m-1"),
    ],
)
def test_data_sources_answer_from_the_store(answered: Project, name: str, answer: object):
    assert answered.output("answers")[name] == answer


def test_data_sources_refuse_what_they_cannot_answer(project: Project):
    data: Resources = {
        "databricks_aws_assume_role_policy": {"it": {"external_id": "e", "provider": "databricks.account"}},
        "databricks_group": {"it": {"display_name": "nobody", "provider": "databricks.account"}},
        "databricks_spark_version": {"it": {"provider": OF_WORKSPACE}},
    }
    project.write({}, data=data, providers=(ACCOUNT_PROVIDER, WORKSPACE_PROVIDER))
    said = "\n".join(sorted(error.text for error in project.errors("plan")))
    assert "databricks_aws_assume_role_policy is not offered offline: It is a pure function" in said
    assert "cannot find one databricks_group by display_name 'nobody'" in said
    assert "databricks_spark_version is not offered offline" in said
