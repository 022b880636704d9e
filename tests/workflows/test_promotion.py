"""From a pull request to prod, by this repository's workflows on the embedded AWS."""

import json

import pytest

from tests.workflows.conftest import Story, passed, refused

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_a_release_goes_to_dev_then_test_then_prod(story: Story) -> None:
    repository = story.repository
    run = story.deploy("one")
    assert story.value() == "one"

    (comment,) = story.github.state.comments.values()
    assert "anthill-dev" in comment["body"]
    assert "3 to add" in comment["body"], comment["body"][:600]
    release = json.loads((repository.stubs / f"artifacts/{run}/release/release.json").read_text())

    # main goes on: what is promoted is the release as it was tried, not what main has become.
    story.deploy("two")
    assert story.value() == "two"
    for environment in ("test", "prod"):
        number = story.promote(environment, run)
        repository.approve(number)
        passed(repository.merge(number))
        assert story.value(environment) == "one"
        recorded = json.loads(
            (repository.stubs / f"artifacts/{repository.runs - 1}/release/release.json").read_text()
        )
        assert recorded == release

    assert story.value() == "two"
    roles = [line.split()[1] for line in repository.assumed]
    assert roles == ["plan", "deploy"] * 4


def test_prod_takes_nothing_that_test_has_not_had_nor_without_a_code_owner(story: Story) -> None:
    repository = story.repository
    run = story.deploy("three")
    _, ran = repository.promote("prod", run)
    refused(ran, "was never promoted to test")
    repository.git("switch", "--quiet", "main")

    number = story.promote("test", run)
    repository.approve(number)
    passed(repository.merge(number))
    number = story.promote("prod", run)
    repository.approve(number, "bob")
    refused(repository.merge(number), "no code owner approved deployments/prod.json")
    assert story.value("prod") == "one"
    assert repository.assumed[-1].endswith(" plan")
