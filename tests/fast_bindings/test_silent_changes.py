"""What cdktf changes without a word is refused, and what it writes as it is given is not."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, DataResource, Fn, Op, S3Backend, TerraformOutput, TerraformStack, Token
from cdktf_cdktf_provider_aws.provider import AwsProvider

import main
from fast_bindings import SilentChangeError, refuse_silent_changes
from tests.fast_bindings.test_equivalence import run

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
    "zero on the right": (lambda _: Op.gt(1, 0), r"Op\.gt: 0 on the right.*undefined.*`Op\.lt\(0, \.\.\.\)`"),
    "zero with a point": (lambda _: Op.eq(1, 0.0), r"Op\.eq: 0\.0 on the right.*`Op\.eq\(0\.0"),
    "an empty text on the right": (lambda _: Op.neq("a", ""), r"Op\.neq: '' on the right.*`Op\.neq\(''"),
    "false on the right": (lambda _: Op.and_(True, False), r"Op\.and_: False.*`Op\.and_\(False"),
    "zero taken away": (lambda _: Op.sub(1, 0), r"Op\.sub: without 0.*negation; leave the operator out"),
    "a division by zero": (lambda _: Op.div(1, 0), r"Op\.div: 0.*nothing can be divided by it"),
    "none on the right": (lambda _: Op.eq(1, None), r"Op\.eq: None.*undefined.*Token\.null_value\(\)"),
    "none on the left": (lambda _: Op.or_(None, True), r"Op\.or_: None.*undefined"),
    "none alone": (lambda _: Op.not_(None), r"Op\.not_: None.*undefined"),
    "zero by default": (
        lambda _: Fn.lookup({"a": 1}, "b", 0),
        r"the default 0 would be left out; write `Fn\.try_\(\[Fn\.lookup\(map, 'b'\), 0\]\)`",
    ),
    "an empty text by default": (
        lambda _: Fn.lookup({"a": "b"}, "c", ""),
        "the default '' would be left out",
    ),
    "backend": (
        lambda stack: S3Backend(stack, bucket="b", key="k", region="r", assume_role_tags={"CostCentre": "x"}),
        "assume_role_tags.*'CostCentre' would be rewritten",
    ),
}

ACCEPTED: dict[str, tuple[Callable[[], object], str]] = {
    # what is given instead, or could be taken for what is refused, and what is written
    "zero on the left": (lambda: Op.lt(0, Fn.abs(1)), "${(0 < abs(1))}"),
    "an empty text on the left": (lambda: Op.eq("", Fn.upper("a")), '${("" == upper("a"))}'),
    "false on the left": (lambda: Op.or_(False, True), "${(false || true)}"),
    "null": (lambda: Op.eq(Fn.abs(1), Token.null_value()), "${(abs(1) == null)}"),
    "zero within zero": (lambda: Op.gt(1, Token.as_any(0)), "${(1 > 0)}"),
    "one": (lambda: Op.sub(0, 1), "${(0 - 1)}"),
    "a text of zero": (lambda: Op.eq("a", "0"), '${("a" == "0")}'),
    "a token": (lambda: Op.div(1, Fn.abs(0)), "${(1 / abs(0))}"),
    "an empty list": (lambda: Op.eq([1], []), "${([1] == [])}"),
    "alone": (lambda: Op.negate(0), "${-0}"),
    "no default": (lambda: Fn.lookup({"a": 1}, "a"), '${{"a" = 1}.a}'),
    "a default": (lambda: Fn.lookup({"a": 1}, "b", 2), '${lookup({"a" = 1}, "b", 2)}'),
    "an empty default": (lambda: Fn.lookup({"a": [1]}, "b", []), '${lookup({"a" = [1]}, "b", [])}'),
    "zero by trial": (lambda: Fn.try_([Fn.lookup({"a": 1}, "b"), 0]), '${try({"a" = 1}.b, 0)}'),
}


def _acts(kernel: str) -> dict[str, str]:
    """Return by name what a process of a kernel makes of each case: what is written, or why it is refused."""
    code = """
import json, tempfile
from pathlib import Path
import main
from cdktf import App, TerraformOutput, TerraformStack
from tests.fast_bindings.test_silent_changes import ACCEPTED, REFUSED
from fast_bindings import SilentChangeError
found = {}
for name, (act, _) in REFUSED.items():
    try:
        act(TerraformStack(App(outdir=tempfile.mkdtemp()), "stack"))
    except SilentChangeError as error:
        found[name] = str(error)
app = App(outdir=tempfile.mkdtemp())
stack = TerraformStack(app, "stack")
for name, (act, _) in ACCEPTED.items():
    TerraformOutput(stack, name, value=act(), static_id=True)
app.synth()
written = json.loads((Path(app.outdir) / "stacks/stack/cdk.tf.json").read_text())["output"]
print(json.dumps(found | {name: each["value"] for name, each in written.items()}))
"""
    done = run(code, stock=False, ANTHILL_KERNEL=kernel)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kernel", ["python", "node"])
def test_each_kernel_refuses_and_writes_the_same(kernel: str) -> None:
    found = _acts(kernel)
    assert found.keys() == REFUSED.keys() | ACCEPTED.keys()
    for name, (_, message) in REFUSED.items():
        assert re.search(message, found[name]), name
    assert {name: found[name] for name in ACCEPTED} == {name: given for name, (_, given) in ACCEPTED.items()}


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
