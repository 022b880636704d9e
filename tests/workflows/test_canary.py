"""Every week the way out of CDKTF is tried; that it is closed is told once, and so is that it is open again."""

import json
import os
from pathlib import Path

import pytest

from operations.canary.explanations import FILE
from operations.canary.versions import CDK_TERRAIN
from operations.common.bucket import BucketStore
from tests.workflows.conftest import Story, passed, refused
from tests.workflows.guarded import MAIN
from tests.workflows.parts import ROOT, tracked
from tests.workflows.runner import Ran

PARTS = (
    "canary",
    "configuration",
    "constructs_lib",
    "contracts",
    "environments",
    "fast_bindings",
    "guards",
    "provider_facts",
    "stacks",
)
"""What the main program of one stack imports, of which the canary synthesises copies."""

STALE = """
[[difference]]
address = "terraform.required_providers.aws"
argument = "version"
before = "6.25.0"
after = "6.69.1"
why = "Once the bindings chose the version of the provider."
consequence = "None any more, for provider_facts/versions.py does."
"""


@pytest.fixture(scope="module")
def story_with_canary(story: Story) -> Story:
    repository = story.repository
    for part in PARTS:
        for path in tracked(part):
            repository.write(path, (ROOT / path).read_text())
    repository.write("uv.lock", (ROOT / "uv.lock").read_text())
    repository.write("main.py", MAIN.replace("{encrypted}", ""))
    # The story has a home of its own; what is installed already is not installed there again.
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ANTHILL_HOME")
        installed = CDK_TERRAIN.install(ROOT).parents[1]
    (Path(os.environ["ANTHILL_HOME"]) / CDK_TERRAIN.project).symlink_to(installed)
    # Prod's bucket remembers what was told; its bootstrap makes it.
    store = story.target("prod").store
    assert isinstance(store, BucketStore)
    place = {"LocationConstraint": "eu-west-1"}
    story.client("s3").create_bucket(Bucket=store.bucket, CreateBucketConfiguration=place)
    return story


def test_what_is_not_explained_is_told_once_and_so_is_its_end(story_with_canary: Story) -> None:
    story = story_with_canary
    explained = (ROOT / FILE).read_text()
    # Both sides ask for the same version, so that an explanation of another one is of nothing.
    refused(look(story, explained + STALE), "nothing differs like terraform.required_providers.aws version")
    report = json.loads(
        (story.repository.stubs / f"artifacts/{story.repository.runs}/canary/canary.json").read_text()
    )
    assert (report["passed"], len(report["explained"]), len(report["stale"])) == (False, 1, 1)
    (message,) = story.told()
    assert "the way out of CDKTF is not as explained" in message

    refused(look(story, "[[difference]]\n"), "canary/differences.toml: [[difference]] 1: address is missing")
    assert story.told() == []

    passed(look(story, explained))
    (message,) = story.told()
    assert "the way out of CDKTF" in message


def look(story: Story, explanations: str) -> Ran:
    story.repository.write(FILE, explanations)
    story.repository.commit("explanations")
    return story.repository.act("schedule", "canary.yml", {"schedule": "43 4 * * 2"})
