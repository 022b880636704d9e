"""What cdktf changes without a word is refused, and what it writes as it is given is not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, DataResource, Fn, S3Backend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

import main
from fast_bindings import SilentChangeError, refuse_silent_changes

assert main  # importing the program installs the refusals


@pytest.fixture
def stack(tmp_path: Path) -> TerraformStack:
    refuse_silent_changes()
    return TerraformStack(App(outdir=str(tmp_path)), "stack")


def _given(value: Any) -> Callable[[TerraformStack], object]:
    return lambda stack: DataResource(stack, "one", input=value)


def _overridden(path: str, value: Any) -> Callable[[TerraformStack], object]:
    return lambda stack: DataResource(stack, "one", input={"a": ["x"], "c": 1}).add_override(path, value)


def _overridden_stack(stack: TerraformStack) -> None:
    AwsProvider(stack, "aws", region="eu-west-1")
    stack.add_override("provider.aws", [{"region": "us-east-1"}])


def _id_set_late(stack: TerraformStack) -> None:
    resource = DataResource(stack, "one")
    assert resource.friendly_unique_id
    resource.override_logical_id("other")


REFUSED: dict[str, tuple[Callable[[TerraformStack], object], str]] = {
    "time": (
        _given({"a": [{"b": datetime(2026, 1, 2, tzinfo=UTC)}]}),
        r"2026-01-02.*written as \{\}.*isoformat",
    ),
    "large": (_given({"id": 1234567890123456789}), "1234567890123456768.*as text"),
    "negative": (_given({"a": [-(2**53) - 1]}), "exact up to 2\\^53"),
    "nan": (_given({"rate": float("nan")}), "no number that JSON knows"),
    "none": (_given({"bounds": [None, 10]}), "would move up"),
    "none below": (_given({"x": [[{"a": [1, None]}]]}), "would move up"),
    "list over list": (_overridden("input.a", ["b"]), "input.a.*appended"),
    "list in a map": (_overridden("input", {"a": ["b"]}), "input.a.*appended"),
    "list of a stack": (_overridden_stack, "provider.aws.*appended"),
    "late id": (_id_set_late, "'other' would be ignored: friendly_unique_id"),
    "quote in a list": (lambda _: Fn.join(",", ['say "hi"']), "Fn.join.*quotation mark.*raw_string"),
    "quote in a map": (lambda _: Fn.jsonencode({"a": {"b": '"'}}), "Fn.jsonencode.*quotation mark"),
    "quote in a key": (lambda _: Fn.keys({'a"': "b"}), "Fn.keys.*quotation mark"),
    "backend": (
        lambda stack: S3Backend(stack, bucket="b", key="k", region="r", assume_role_tags={"CostCentre": "x"}),
        "assume_role_tags.*'CostCentre' would be rewritten",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_changed_is_refused(stack: TerraformStack, case: str) -> None:
    act, message = REFUSED[case]
    with pytest.raises(SilentChangeError, match=message):
        act(stack)


def test_what_is_written_as_given_is_accepted(stack: TerraformStack, tmp_path: Path) -> None:
    value = {
        "most": 2**53,
        "least": -(2**53),
        "none": None,
        "on": True,
        "text": 'say "hi"',
        "list": [1.5, "a", []],
    }
    resource = DataResource(stack, "one", input=value)
    resource.override_logical_id("other")
    resource.add_override("input.text", "replaced")
    resource.add_override("input.most", None)
    resource.add_override("input.new", ["where none is"])
    stack.add_override("provider.null", [{"alias": "where none is"}])
    S3Backend(stack, bucket="b", key="k", region="r", assume_role_tags={"cost_centre": "x"})
    TerraformOutput(stack, "raw", value=Fn.join(",", [Fn.raw_string('say "hi"'), 'or \\"hi\\"']))
    App.of(stack).synth()
    written = json.loads((tmp_path / "stacks/stack/cdk.tf.json").read_text())
    expected = {name: given for name, given in value.items() if name not in {"most", "none"}}
    expected |= {"text": "replaced", "new": ["where none is"]}
    assert written["resource"]["terraform_data"]["other"]["input"] == expected
    assert written["terraform"]["backend"]["s3"]["assume_role_tags"] == {"cost_centre": "x"}
    assert written["output"]["raw"]["value"] == r'${join(",", ["say \"hi\"", "or \"hi\""])}'
