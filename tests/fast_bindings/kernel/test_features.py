"""The Python kernel does aspects, references across stacks, variables and attributes of every kind as cdktf on Node."""

from typing import Any

import pytest

from tests.fast_bindings.kernel.both import Answers, asked_of_both
from tests.fast_bindings.kernel.features_program import FEATURES


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asked_of_both("features_program.py")


@pytest.mark.parametrize("feature", FEATURES)
def test_both_kernels_write_the_same(answers: Answers, feature: str) -> None:
    assert answers["python"][0][feature] == answers["node"][0][feature]


def test_none_of_it_needs_node(answers: Answers) -> None:
    assert answers["python"][1] == ""


def test_what_is_compared_is_not_empty(answers: Answers) -> None:
    def written(feature: str, stack: str) -> str:
        files: dict[str, Any] = answers["python"][0][feature][1]
        return files[f"stacks/{stack}/cdk.tf.json"]

    assert "cross-stack-output-aws_s3_bucketbucketarn" in written("references across stacks", "first")
    assert "terraform_remote_state" in written("references across stacks", "second")
    assert '"seen": ' in written("aspects", "second")
    assert '"bucket": "added"' in written("aspects", "first"), "what an aspect adds is written"
    assert "${var.plain}" in written("variables", "first")
    manifest: dict[str, Any] = answers["python"][0]["references across three stacks"][1]
    assert '"dependencies": [\n        "first",\n        "second"\n      ]' in manifest["manifest.json"]
