"""The lakehouse follows its stage, from the release's own commit, and what fails in test never reaches prod.

The Databricks CLI is a stand-in that writes down what it is asked: no workspace can be reached from a test.
"""

import json

import pytest

from tests.workflows.conftest import Story, refused

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

LATER = "lakehouse/anthill_lakehouse/later.py"


def test_the_bundle_follows_its_stage_and_a_failure_in_test_keeps_it_from_prod(story: Story) -> None:
    repository = story.repository
    repository.variables["ANTHILL_DATABRICKS"] = "true"
    run = story.deploy("one")
    host = "https://dbc-1.cloud.databricks.com github-oidc"
    assert asked(story) == [
        f"{host} bundle validate --strict -t dev",
        f"{host} bundle plan -t dev -o json",
        f"{host} bundle deploy -t dev --plan plan.json",
    ]
    plan = json.loads((repository.stubs / "databricks-plan.json").read_text())
    assert plan == {"plan": str(repository.runs)}

    # main goes on; were its code deployed, the wheel would not be the release's.
    repository.git("switch", "--quiet", "main")
    repository.write(LATER, '"""Not in the release."""\n')
    story.deploy("two")
    (repository.stubs / "workspace-tests-fail").touch()
    number = story.promote("test", run)
    repository.approve(number)
    ran = repository.merge(number)
    refused(ran)
    assert asked(story)[-1] == f"{host} bundle run -t test workspace_tests"
    assert story.value("test") == "one"

    _, ran = repository.promote("prod", run)
    refused(ran, f"has not worked in test (run {repository.runs - 1}: failure)")
    repository.git("switch", "--quiet", "main")


def test_a_wheel_that_is_not_the_releases_is_not_deployed(story: Story) -> None:
    repository = story.repository
    repository.variables["ANTHILL_DATABRICKS"] = "true"
    number = story.propose("three")
    (wheel,) = (repository.stubs / f"artifacts/{repository.runs}/release/wheel").iterdir()
    wheel.write_bytes(wheel.read_bytes() + b"!")
    repository.approve(number)
    before = len(asked(story))
    refused(repository.merge(number), f"changed: wheel/{wheel.name}")
    assert len(asked(story)) == before


def asked(story: Story) -> list[str]:
    """What the CLI was asked so far, without the number of the run."""
    file = story.repository.stubs / "databricks"
    return [line.partition(" ")[2] for line in file.read_text().splitlines()] if file.exists() else []
