"""The pipeline and the jobs, loaded as the Databricks CLI loads them."""

import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from bundle_support import BUNDLE, DatabricksFile, bundle_file, loaded, raw_file, texts, without_right_to_read
from databricks.bundles.jobs import JobPermission, JobPermissionLevel
from databricks.bundles.pipelines import PipelinePermission, PipelinePermissionLevel

from anthill_lakehouse.local.folders import LakehouseFolders
from anthill_lakehouse.local.spark_process import settings
from anthill_lakehouse.pipelines import DEFINITIONS
from configuration.databricks.groups import Group
from environments.catalogue import ENVIRONMENTS

TARGETS = [config.name.value for config in ENVIRONMENTS if not config.is_local]
REFERENCE = re.compile(r"\$\{([^}]*)\}")
GIVEN = {"bundle.name", "bundle.target", "bundle.git.commit", "workspace.file_path"}
"""What the CLI itself fills in."""
SECRET = re.compile(
    r"dapi[0-9a-f]{8}|AKIA[0-9A-Z]{12}|-----BEGIN|(?i:password|secret|token)\s*[:=]|://[^/@\s]+:[^/@\s]+@"
)

Resources = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def resources() -> dict[str, Resources]:
    found: dict[str, Resources] = {}
    for target in TARGETS:
        found[target], diagnostics = loaded(target)
        assert diagnostics == [], target
    return found


def jobs_and_pipelines(of: Resources) -> list[Any]:
    return [*of["jobs"].values(), *of["pipelines"].values()]


def test_targets_are_the_environments(resources: dict[str, Resources]) -> None:
    assert list(bundle_file().targets) == TARGETS
    assert {*resources["prod"]} == {"jobs", "pipelines"}


def test_what_goes_to_prod_is_what_was_tested(resources: dict[str, Resources]) -> None:
    tested = dict(resources["test"]["jobs"])
    del tested["workspace_tests"]
    assert resources["prod"] == {"jobs": tested, "pipelines": resources["test"]["pipelines"]}
    assert resources["dev"]["jobs"] == tested


def test_every_reference_is_to_something_and_every_variable_is_used(resources: dict[str, Resources]) -> None:
    told = set(chain.from_iterable(REFERENCE.findall(text) for text in texts([resources, raw_file()])))
    names = {f"var.{name}" for name in bundle_file().variables}
    assert {name for name in told if name.startswith("var.")} == names
    for target in TARGETS:
        known = {f"resources.{kind}.{name}.id" for kind, given in resources[target].items() for name in given}
        used = set(chain.from_iterable(REFERENCE.findall(text) for text in texts(resources[target])))
        assert used <= known | names | GIVEN, target


def test_jobs_name_only_their_own_parameters_and_tasks(resources: dict[str, Resources]) -> None:
    for name, job in resources["test"]["jobs"].items():
        parameters = {f"job.parameters.{each['name']}" for each in job.get("parameters", [])}
        told = set(re.findall(r"\{\{([^}]*)\}\}", " ".join(texts(job))))
        assert told == parameters, name
        keys = [task["task_key"] for task in job["tasks"]]
        waits = {other["task_key"] for task in job["tasks"] for other in task.get("depends_on", [])}
        assert waits <= set(keys), name
        assert len(keys) == len(set(keys)), name


def test_all_is_serverless_watched_billed_and_tagged(resources: dict[str, Resources]) -> None:
    for target in TARGETS:
        for each in jobs_and_pipelines(resources[target]):
            assert each["budget_policy_id"] == "${var.budget_policy_id}", each["name"]
            assert {"environment", "release", "commit"} <= each["tags"].keys(), each["name"]
            assert "run_as" not in each, "databricks.yml says once whom all run as"
            assert "permissions" not in each, "databricks.yml says by target who may do what"
        for job in resources[target]["jobs"].values():
            assert job["max_concurrent_runs"] == 1
            assert job["queue"]["enabled"]
            assert job["email_notifications"]["on_failure"] == "${var.alert_emails}"
            assert job["health"]["rules"][0]["value"] < job["timeout_seconds"]
            for task in job["tasks"]:
                assert (
                    not {"new_cluster", "job_cluster_key", "existing_cluster_id", "libraries"} & task.keys()
                )
                if "condition_task" not in task:
                    assert 0 < task["timeout_seconds"] <= job["timeout_seconds"], task["task_key"]
                if {"python_wheel_task", "spark_python_task"} & task.keys():
                    assert task["environment_key"] in {
                        each["environment_key"] for each in job["environments"]
                    }
        (pipeline,) = resources[target]["pipelines"].values()
        assert pipeline["serverless"]
        assert "clusters" not in pipeline
        assert pipeline["notifications"][0]["email_recipients"] == "${var.alert_emails}"


def test_only_the_daily_job_runs_by_itself_after_the_close_and_in_dev_none_does(
    resources: dict[str, Resources],
) -> None:
    for target in TARGETS:
        jobs = resources[target]["jobs"]
        assert [name for name, job in jobs.items() if "schedule" in job] == ["market_data"]
        schedule = jobs["market_data"]["schedule"]
        assert (schedule["quartz_cron_expression"], schedule["timezone_id"]) == (
            "0 0 19 ? * MON-FRI",
            "America/New_York",
        )
    paused = {name: target.presets for name, target in bundle_file().targets.items() if target.presets}
    assert list(paused) == ["dev"]
    assert paused["dev"].trigger_pause_status == "PAUSED"


def test_a_backfill_forgets_nothing_unless_told_to(resources: dict[str, Resources]) -> None:
    job = resources["prod"]["jobs"]["backfill"]
    assert job["parameters"] == [{"name": "full_refresh", "default": "false"}]
    updates = {task["task_key"]: task for task in job["tasks"] if "pipeline_task" in task}
    assert {key: task["pipeline_task"].get("full_refresh", False) for key, task in updates.items()} == {
        "days": False,
        "everything": True,
    }
    assert [task["depends_on"][0]["outcome"] for task in updates.values()] == ["false", "true"]
    configuration = resources["prod"]["pipelines"]["market_data"]["configuration"]
    assert (configuration["anthill.since"], configuration["anthill.until"]) == (
        "${var.backfill_since}",
        "${var.backfill_until}",
    )
    assert not any(bundle_file().variables[name].default for name in ("backfill_since", "backfill_until"))


def before(tasks: Mapping[str, Any], key: str) -> set[str]:
    """Return the tasks that a task waits for, directly or not."""
    direct = {other["task_key"] for other in tasks[key].get("depends_on", [])}
    return direct | {each for other in direct for each in before(tasks, other)}


def test_functions_of_masks_are_made_before_the_tables_that_name_them_and_tags_after(
    resources: dict[str, Resources],
) -> None:
    updates = 0
    for target in TARGETS:
        for job in resources[target]["jobs"].values():
            tasks = {task["task_key"]: task for task in job["tasks"]}
            for key in (key for key, task in tasks.items() if "pipeline_task" in task):
                updates += 1
                assert "protect" in before(tasks, key), (target, job["name"], key)
                # It fails: nothing is made without a mask.
                assert tasks["protect"].get("run_if", "ALL_SUCCESS") == "ALL_SUCCESS"
        tasks = {task["task_key"]: task for task in resources[target]["jobs"]["market_data"]["tasks"]}
        assert "update" in before(tasks, "tag")
        assert tasks["protect"]["python_wheel_task"]["parameters"] == [
            *("--catalog", "${var.catalog}", "--values", "${var.sees_values}", "--rows", "${var.sees_rows}")
        ]
        (pipeline,) = resources[target]["pipelines"].values()
        assert pipeline["configuration"]["anthill.catalog"] == pipeline["catalog"]
    assert updates == 3 * len(TARGETS)


def test_days_of_the_market_are_those_of_utc_everywhere(
    resources: dict[str, Resources], tmp_path: Path
) -> None:
    setting = "spark.sql.session.timeZone"
    here = settings(LakehouseFolders(home=tmp_path))[setting]
    assert {
        resources[target]["pipelines"]["market_data"]["configuration"][setting] for target in TARGETS
    } == {here}
    # A task asks for its session in one place, which sets the zone.
    tasks = BUNDLE / "anthill_lakehouse/tasks"
    asking = [file.name for file in tasks.glob("*.py") if "SparkSession.builder" in file.read_text()]
    assert asking == ["session.py"]
    assert f'"{setting}", "{here}"' in (tasks / "session.py").read_text()


def test_tables_outlive_a_mistaken_destroy(resources: dict[str, Resources]) -> None:
    kept = {
        target: resources[target]["pipelines"]["market_data"]["lifecycle"]["prevent_destroy"]
        for target in TARGETS
    }
    assert kept == {target: target != "dev" for target in TARGETS}


def test_files_that_are_run_are_there_and_uploaded(resources: dict[str, Resources]) -> None:
    (library,) = resources["test"]["pipelines"]["market_data"]["libraries"]
    assert BUNDLE / library["file"]["path"] == DEFINITIONS
    (task,) = resources["test"]["jobs"]["workspace_tests"]["tasks"]
    runner = task["spark_python_task"]["python_file"]
    assert (BUNDLE / runner).is_file()
    for path in (library["file"]["path"], runner):
        assert any(Path(path).is_relative_to(folder) for folder in bundle_file().sync.paths), path


def test_jobs_run_as_a_service_principal_and_groups_may_do_what_they_should() -> None:
    file = bundle_file()
    assert file.run_as.service_principal_name == "${var.run_as_service_principal}"
    for name, target in file.targets.items():
        levels = {Group(each.group_name): each.level for each in target.permissions if each.group_name}
        assert levels[Group.PLATFORM_ADMINS] == "CAN_MANAGE"
        assert name == "dev" or [*levels.values()].count("CAN_MANAGE") == 1, name


def test_the_one_that_runs_may_read_what_it_runs_and_change_nothing() -> None:
    file = bundle_file()
    assert file.workspace.root_path.startswith("/Workspace/Deployments/"), "outside of every home"
    assert without_right_to_read(file) == []
    for name, target in file.targets.items():
        (own,) = [each for each in target.permissions if each.service_principal_name]
        assert own.level == "CAN_VIEW", name
        # Each job and the pipeline gets the same permission; their definitions know the level.
        assert JobPermission.from_dict({"service_principal_name": "id", "level": own.level}).level is (
            JobPermissionLevel.CAN_VIEW
        )
        assert PipelinePermission.from_dict({"service_principal_name": "id", "level": own.level}).level is (
            PipelinePermissionLevel.CAN_VIEW
        )


def test_one_who_runs_and_may_not_read_is_found() -> None:
    given = raw_file()
    target = given["targets"]["prod"]
    target["permissions"] = [each for each in target["permissions"] if "group_name" in each]
    assert without_right_to_read(DatabricksFile.model_validate(given)) == ["prod"]
    given["run_as"]["service_principal_name"] = "somebody"
    assert without_right_to_read(DatabricksFile.model_validate(given)) == TARGETS


def test_nothing_looks_like_a_secret(resources: dict[str, Resources]) -> None:
    assert [text for text in texts([resources, raw_file()]) if SECRET.search(text)] == []
    assert SECRET.search("https://someone:something@host")


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "from databricks.bundles.core import Resources\n"
        "from databricks.bundles.jobs import Job\n"
        "def load_resources():\n"
        "    resources = Resources()\n"
        "    resources.add_job('j', Job.from_dict({'name': 'j', 'tasks': [{'task_key': 't', 'retries': 1}]}))\n"
        "    return resources\n"
    )
    _, diagnostics = loaded("dev", resources=["wrong:load_resources"], folder=tmp_path)
    assert [each["severity"] for each in diagnostics] == ["error"]
    assert "retries" in diagnostics[0]["detail"] + diagnostics[0]["summary"]
