"""What every workflow keeps to: pins, permissions, time, order of the steps before a role."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from configuration.delivery_order import delivery_order
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from operations.cli import app
from tests.support.command_tree import sub_commands

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))

WRITES = {
    "_stage.yml:deploy": {"id-token"},
    "_stage.yml:rollback": {"id-token"},
    "canary.yml:told": {"id-token"},
    "databricks.yml:bundle": {"id-token"},
    "deploy.yml:databricks": {"id-token"},
    "deploy.yml:stage": {"id-token"},
    "docs.yml:publish": {"id-token", "pages"},
    "drift.yml:look": {"id-token", "issues"},
    "drift.yml:told": {"id-token"},
    "notify.yml:notify": {"id-token"},
    "plan.yml:plan": {"id-token"},
    "plan.yml:review": {"checks", "pull-requests"},
    "registration.yml:apply": {"id-token"},
    "registration.yml:plan": {"id-token"},
    "release.yml:package": {"id-token", "attestations"},
    "rollback.yml:rollback": {"id-token"},
    "security.yml:alerts": {"security-events"},
}
"""Every job that may write anything, and what."""

GOES_ON = {
    "plan.yml:review": ("actions/download-artifact", "what a job that was cut off has not left is not shown"),
}
"""Every step that may fail without its job, by the job: what it uses, and why."""


def workflow(file: Path) -> dict[str, Any]:
    document = yaml.safe_load(file.read_text())
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in document.items()}


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        for name, job in workflow(file)["jobs"].items():
            yield f"{file.name}:{name}", job


JOBS = dict(jobs())


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return job.get("steps", [])


def test_every_action_is_pinned_to_a_commit_with_its_version_beside() -> None:
    pinned = 0
    for file in [*FILES, *(ROOT / ".github/actions").rglob("*.yml")]:
        for line in file.read_text().splitlines():
            if re.match(r"\s*(- )?uses: (?!\./)", line):
                assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), f"{file.name}: {line}"
                pinned += 1
    assert pinned > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_workflow_grants_nothing_itself_and_is_never_started_with_secrets_by_strangers(file: Path) -> None:
    document = workflow(file)
    assert document["permissions"] == {}
    events = document["on"]
    assert not {"pull_request_target", "workflow_run"} & set(events)
    if "pull_request" in events:
        assert not re.search(r"\$\{\{[^}]*\bsecrets\.", file.read_text())
    for cron in events.get("schedule", []) if isinstance(events, dict) else []:
        assert cron["cron"].split()[0] not in {"0", "*"}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_may_write_only_what_is_listed(name: str) -> None:
    granted = JOBS[name]["permissions"]
    assert {key for key, value in granted.items() if value == "write"} == WRITES.get(name, set())
    assert set(granted.values()) <= {"read", "write"}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_ends_keeps_no_token_and_takes_values_by_environment_only(name: str) -> None:
    job = JOBS[name]
    assert "uses" in job or job["timeout-minutes"] <= 90
    for step in steps(job):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_nothing_fails_unseen() -> None:
    # `act`, with which tests run these workflows, knows neither a job's time limit nor continue-on-error.
    found: dict[str, list[str]] = {}
    for name, job in JOBS.items():
        assert "continue-on-error" not in job, name
        going_on = [step for step in steps(job) if "continue-on-error" in step]
        if going_on:
            found[name] = [step.get("uses", "run").partition("@")[0] for step in going_on]
        # Where a step has a limit of its own, what comes after a failure still has time.
        limits = [step["timeout-minutes"] for step in steps(job) if "timeout-minutes" in step]
        assert all(limit <= job["timeout-minutes"] - 10 for limit in limits), name
        assert "|| true" not in "".join(step.get("run", "") for step in steps(job)), name
    assert found == {name: [uses] for name, (uses, _) in GOES_ON.items()}


def test_what_changes_an_environment_is_gated_alone_and_approved_before_it_has_a_role() -> None:
    for name in ("_stage.yml:deploy", "_stage.yml:rollback"):
        job = JOBS[name]
        assert job["environment"] == "${{ inputs.environment }}"
        assert job["concurrency"] == {
            "group": "anthill-${{ inputs.environment }}",
            "cancel-in-progress": False,
            "queue": "max",
        }
    order = [step.get("run", step.get("uses", "")) for step in steps(JOBS["_stage.yml:deploy"])]
    (approval,) = [index for index, text in enumerate(order) if "anthill deploy approval" in text]
    role, again = [index for index, text in enumerate(order) if "configure-aws-credentials" in text]
    (apply,) = [index for index, text in enumerate(order) if "anthill deploy apply" in text]
    assert approval < role < apply < again


def test_a_job_assumes_a_role_again_only_after_it_was_given_it() -> None:
    again = 0
    for name, job in JOBS.items():
        first, *others = [
            step for step in steps(job) if "configure-aws-credentials" in step.get("uses", "")
        ] or [{}]
        for step in others:
            # A file in the checkout must not get a role that an approval was missing for.
            assert first["id"] == "credentials", name
            assert "steps.credentials.outcome == 'success'" in step["if"], name
            again += 1
    assert again == 3


def test_a_registration_is_granted_before_each_of_its_jobs_has_a_role_and_each_job_is_held_up() -> None:
    for times, name in enumerate(("plan", "apply"), 1):
        job = JOBS[f"registration.yml:{name}"]
        assert job["environment"] == "registration"
        order = [step.get("run", step.get("uses", "")) for step in steps(job)]
        (granted,) = [index for index, text in enumerate(order) if "anthill deploy granted" in text]
        roles = [index for index, text in enumerate(order) if "configure-aws-credentials" in text]
        terraform = [index for index, text in enumerate(order) if f"anthill deploy {name}" in text]
        assert granted < roles[0] < terraform[0]
        assert ("--times 2" in order[granted]) is (times == 2)
    assert JOBS["registration.yml:release"]["permissions"] == {"contents": "read"}
    with_the_environment = {name for name, job in JOBS.items() if job.get("environment") == "registration"}
    assert with_the_environment == {"registration.yml:plan", "registration.yml:apply"}
    started = workflow(ROOT / ".github/workflows/registration.yml")["on"]
    assert set(started) == {"workflow_dispatch"}
    known = list(DATABRICKS_ACCOUNT.environments)
    assert started["workflow_dispatch"]["inputs"]["environment"]["options"] == known


def test_only_the_plan_and_look_of_drift_use_the_environments_of_the_plan_role() -> None:
    used = {
        suffix: {
            name
            for name, job in JOBS.items()
            if "steps" in job and str(job.get("environment", "")).find(f"}}-{suffix}") >= 0
        }
        for suffix in ("plan", "drift", "notify")
    }
    assert used == {"plan": {"plan.yml:plan"}, "drift": {"drift.yml:look"}, "notify": {"notify.yml:notify"}}


def test_only_main_publishes_documentation_and_no_code_runs_with_that_right() -> None:
    publish = JOBS["docs.yml:publish"]
    assert publish["if"] == "github.event_name == 'push'"
    assert workflow(ROOT / ".github/workflows/docs.yml")["on"]["push"] == {"branches": ["main"]}
    assert publish["environment"]["name"] == "github-pages"
    assert not [step for step in steps(publish) if "run" in step or "checkout" in step.get("uses", "")]


def test_a_plan_runs_the_code_of_main_not_of_the_pull_request() -> None:
    (checkout,) = [
        step for step in steps(JOBS["plan.yml:plan"]) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


def test_what_is_tried_of_a_change_has_no_right_runs_beside_the_plan_and_is_in_its_review() -> None:
    review = JOBS["plan.yml:review"]
    tried = {"scan": "--scan", "rehearsal": "--rehearse"}
    assert set(review["needs"]) == {"configuration", "plan", *tried}
    # The review is of main's code, and comes without what could not be tried.
    assert review["if"] == "${{ !cancelled() && needs.plan.result == 'success' }}"
    (checkout,) = [step for step in steps(review) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"
    taken = {
        step["with"]["name"]: step
        for step in steps(review)
        if step.get("uses", "").startswith("actions/download-artifact@")
    }
    for name, option in tried.items():
        job = JOBS[f"plan.yml:{name}"]
        assert job["permissions"] == {"contents": "read"}
        assert "environment" not in job
        assert job["needs"] == "configuration"
        (command,) = [step["run"] for step in steps(job) if "run" in step]
        assert option in command
        assert f"--output {name}" in command
        assert taken[name]["with"]["path"] == f"beside/{name}"
        assert f"needs.{name}.result" in taken[name]["if"]
    commands = [step.get("run", "") for step in steps(review)]
    (shown,) = [number for number, command in enumerate(commands) if "--beside" in command]
    (labelled,) = [number for number, command in enumerate(commands) if "anthill pipeline label" in command]
    # A review that refuses is shown all the same.
    assert all(step["if"] == "${{ !cancelled() }}" for step in steps(review)[shown + 1 :])
    assert shown < labelled


def test_who_writes_alerts_runs_nothing_and_is_no_fork() -> None:
    job = JOBS["security.yml:alerts"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
    assert all(step["uses"].startswith(("actions/", "github/codeql-action/")) for step in steps(job))
    others = {name.partition(":")[2] for name in JOBS if name.startswith("security.yml:")} - {"alerts"}
    assert set(job["needs"]) == set(job["strategy"]["matrix"]["scan"]) == others
    for other in others:
        kept = [step["with"] for step in steps(JOBS[f"security.yml:{other}"]) if "if" in step]
        assert [(each["name"], each["path"]) for each in kept] == [(f"sarif-{other}", f"{other}.sarif")]


def test_a_person_chooses_between_the_environments_that_releases_go_through() -> None:
    names = [config.name.value for config in delivery_order(ENVIRONMENTS)]
    chosen = {
        file.name: given["environment"]
        for file in FILES
        for event in [workflow(file)["on"]]
        for given in [
            ((event.get("workflow_dispatch") or {}) if isinstance(event, dict) else {}).get("inputs", {})
        ]
        if given.get("environment", {}).get("type") in {"choice", "environment"}
    }
    assert "rollback.yml" in chosen
    for file, given in chosen.items():
        # GitHub's own type offers those that plan and drift run in, too.
        assert (given["type"], given.get("options")) == ("choice", names), f"{file}: run `make reference`"


def test_no_workflow_names_an_environment_that_it_could_be_told() -> None:
    names = "|".join(config.name.value for config in delivery_order(ENVIRONMENTS))
    written = {
        (file.name, line.strip())
        for file in FILES
        for line in file.read_text().splitlines()
        if re.search(rf"(environment:|environment [!=]=|options:).*\b({names})\b", line)
    }
    assert written == {
        # Whoever is told of the platform as a whole.
        ("canary.yml", "environment: prod"),
        ("drift.yml", "environment: prod"),
        # The tests inside a workspace write to its tables.
        ("databricks.yml", "if: inputs.environment == 'test'"),
        *((file, f"options: [{names.replace('|', ', ')}]") for file in ("registration.yml", "rollback.yml")),
    }
    look = JOBS["drift.yml:look"]
    assert look["strategy"]["matrix"] == {
        "environment": "${{ fromJSON(needs.environments.outputs.environments) }}"
    }


def test_every_command_of_a_workflow_exists() -> None:
    known = anthill_commands()
    asked = 0
    for name, job in JOBS.items():
        for step in steps(job):
            for words in re.findall(r"anthill((?: [a-z]+)+)", step.get("run", "")):
                parts = words.split()
                candidates = {f"anthill {' '.join(parts[:length])}" for length in (1, 2)}
                assert candidates & known, f"{name}: anthill{words}"
                asked += 1
    assert asked > 15


def anthill_commands() -> set[str]:
    return set(commands(typer.main.get_command(app), "anthill"))


def commands(command: Any, name: str) -> Iterator[str]:
    held = sub_commands(command)
    if not held:
        yield name
    for key, value in held.items():
        yield from commands(value, f"{name} {key}")
