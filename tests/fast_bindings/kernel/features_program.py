"""What is done beyond single resources, each feature in an application of its own; prints the answers."""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fast_bindings

fast_bindings.install()

import jsii  # noqa: E402
from cdktf import (  # noqa: E402
    Annotations,
    App,
    Aspects,
    Fn,
    IAspect,
    LocalBackend,
    Op,
    Postcondition,
    Precondition,
    S3Backend,
    SSHProvisionerConnection,
    TerraformLocal,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    TerraformVariableValidationConfig,
    Token,
    VariableType,
)
from cdktf_cdktf_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones  # noqa: E402
from cdktf_cdktf_provider_aws.db_instance import DbInstance  # noqa: E402
from cdktf_cdktf_provider_aws.instance import Instance, InstanceRootBlockDevice  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from constructs import Construct, IConstruct  # noqa: E402


class Two:
    """An application of two stacks with a bucket in the first."""

    def __init__(self) -> None:
        self.app = App(outdir=tempfile.mkdtemp())
        self.first, self.second = TerraformStack(self.app, "first"), TerraformStack(self.app, "second")
        for stack in (self.first, self.second):
            AwsProvider(stack, "aws", region="eu-west-1")
        self.bucket = S3Bucket(self.first, "bucket", bucket="given", tags={"a": "b"})
        self.instance = Instance(self.first, "instance", ami="a", instance_type="t")

    def show(self, value: Any, name: str = "shown", stack: TerraformStack | None = None) -> None:
        TerraformOutput(stack or self.first, name, value=value)


@jsii.implements(IAspect)
class Counting:
    """Tags buckets by how many constructs were visited before."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def visit(self, node: IConstruct) -> None:
        self.paths.append(node.node.path)
        if isinstance(node, S3Bucket):
            node.tags = {"seen": str(len(self.paths))}
            node.add_override("new", node.arn)


@jsii.implements(IAspect)
class Adding:
    """Adds a bucket beside each."""

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, TerraformStack) and node.node.try_find_child("added") is None:
            S3Bucket(node, "added", bucket="added")


def aspects(two: Two) -> Any:
    counting, again = Counting(), Counting()
    part = Construct(two.second, "part")
    S3Bucket(part, "10", bucket="ten")
    S3Bucket(part, "b", bucket="b")
    Aspects.of(two.app).add(Counting())
    Aspects.of(two.first).add(Adding())
    Aspects.of(two.first).add(counting)
    Aspects.of(two.second).add(counting)
    Aspects.of(part).add(again)
    number = len(Aspects.of(two.first).all)
    two.app.synth()
    return [counting.paths, again.paths, number]


def across(two: Two) -> Any:
    S3Backend(two.first, bucket="state", key="k", region="eu-west-1", assume_role_tags={"CostCentre": "x"})
    bucket = S3Bucket(two.second, "copy", bucket=f"{two.bucket.bucket}-copy", depends_on=[two.bucket])
    two.show(Fn.join("-", [two.bucket.arn, "x", two.bucket.arn]), "joined", two.second)
    two.show(two.bucket.arn, "arn", two.second)
    two.show(two.bucket.arn, "arn")
    two.show(f"${{upper({two.bucket.arn})}} and {two.instance.public_ip}", "text", two.second)
    two.show([two.bucket.fqn, bucket.arn], "list", two.second)
    before = two.second.to_terraform()
    two.app.synth()
    return [before, two.second.to_terraform(), [each.node.path for each in two.second.dependencies]]


def both_ways(two: Two) -> Any:
    """A third stack by way of the second, each with another backend."""
    third = TerraformStack(two.app, "third")
    LocalBackend(two.second, path="/tmp/second")  # noqa: S108 - a name in a file
    made = TerraformVariable(two.second, "made", type="string")
    two.show(two.bucket.id, "id", two.second)
    two.show([made.string_value, two.bucket.arn], "seen", third)
    third.add_dependency(two.first)
    third.add_dependency(two.second)
    return [third.depends_on(two.second), two.first.depends_on(third)]


def aspects_across(two: Two) -> Any:
    counting = Counting()
    two.show(two.bucket.arn, "arn", two.second)
    Aspects.of(two.first).add(counting)
    Aspects.of(two.second).add(counting)
    two.app.synth()
    return [counting.paths, [each.node.id for each in two.first.node.children]]


def variables(two: Two) -> Any:
    first = two.first
    plain = TerraformVariable(first, "plain", type="string", default="x", description="said")
    hidden = TerraformVariable(
        Construct(first, "deep"), "hidden", type=VariableType.object({"a": "string", "b": VariableType.NUMBER}),
        sensitive=True, nullable=False, default={"aB": 1, "b": [1]},
        validation=[TerraformVariableValidationConfig(condition="${x}", error_message="no")],
    )  # fmt: skip
    number = TerraformVariable(first, "number", type=VariableType.list(VariableType.STRING), default=2)
    plain.add_validation(condition=Fn.sha1("a"), error_message="no")
    for name, value in {
        "text": plain.string_value, "number-": number.number_value, "list": number.list_value,
        "any": hidden.value, "yes": hidden.boolean_value, "fqn": plain.fqn, "nested": {"a": [hidden.value]},
    }.items():  # fmt: skip
        two.show(value, name)
    S3Bucket(first, "forced", bucket=f"a-{plain.string_value}", force_destroy=hidden.boolean_value)
    TerraformVariable(first, "named", type="string").override_logical_id("other")
    hidden.add_override("extra", 1)
    return [plain.type, plain.default, plain.description, hidden.sensitive, hidden.nullable, plain.node.id]


def local_values(two: Two) -> None:
    held = TerraformLocal(two.first, "held", {"aB": [two.bucket.arn, 1, {"c": True}]})
    text = TerraformLocal(Construct(two.first, "deep"), "text", two.bucket.arn)
    text.add_override("x", 1)
    for name, value in {
        "text-": text.as_string, "number": text.as_number, "list": text.as_list, "yes": held.as_boolean,
        "any": held.expression, "map": held.as_string_map, "numbers": held.as_number_map,
        "flags": held.as_boolean_map, "anything": held.as_any_map, "fqn": text.fqn,
    }.items():  # fmt: skip
        two.show(value, name)
    held.expression = "changed"


def attributes(two: Two) -> Any:
    zones = DataAwsAvailabilityZones(two.first, "zones")
    database = DbInstance(two.first, "db", instance_class="c")
    for name, value in {
        "map": two.bucket.tags_all, "flag": two.bucket.force_destroy, "names": zones.names,
        "port": database.port, "address": f"{database.address}:{database.port}",
        "two": f"a{database.port}b{database.port}", "ports": [database.port, f"{database.port}"],
        "block": two.instance.root_block_device, "block flag": two.instance.root_block_device.encrypted,
        "block map": two.instance.root_block_device.tags_all, "lookup": Fn.lookup(two.bucket.tags_all, "a", "x"),
        "keys": Fn.keys(two.bucket.tags_all), "merged": Fn.merge([two.bucket.tags_all, {"k": "v"}]),
        "length": Fn.length_of(zones.names), "element": Fn.element(zones.names, 1),
        "whole": two.bucket, "nested": {"a": [two.bucket]}, "range": Fn.range(1, 3), "raw": Fn.raw_string('a"${b}'),
        "path": Fn.lookup_nested({"a": {"b": 1}}, ["a", "b"]), "key": Fn.lookup(two.bucket.tags_all, "a b"),
        "sum": Op.add(database.port, 1), "more": Op.gt(database.port, 1), "none": Op.gt(database.port, 0),
        "minus": Op.negate(database.port), "not": Op.not_(two.bucket.force_destroy), "hash": Fn.bcrypt("a", 3),
        "nothing": Fn.jsonencode(None),
        "both": f"{Op.mul(database.port, 2)}-{two.bucket.id}", "and": Op.and_(True, two.bucket.force_destroy),
        "flagged": Fn.can(two.bucket.arn), "conditional": Fn.conditional(two.bucket.force_destroy, "a", 2),
    }.items():  # fmt: skip
        two.show(value, name.replace(" ", "-"))
    S3Bucket(
        two.first, "second", bucket="b", tags=two.bucket.tags_all, force_destroy=two.bucket.force_destroy
    )
    return [two.bucket.tags_input, two.bucket.force_destroy_input, two.bucket.bucket_input, zones.state_input]


def resets(two: Two) -> Any:
    bucket = S3Bucket(two.first, "b", bucket="b", tags={"a": "b"}, force_destroy=True)
    machine = Instance(
        two.first, "i", ami="a", root_block_device=InstanceRootBlockDevice(encrypted=True, volume_size=3)
    )
    before = [bucket.tags_input, bucket.force_destroy_input, machine.ami_input]
    bucket.reset_tags()
    bucket.reset_force_destroy()
    bucket.bucket = "other"
    machine.reset_root_block_device()
    machine.reset_ami()
    return [before, bucket.tags_input, bucket.force_destroy_input, bucket.bucket_input, machine.ami_input]


def outputs(two: Two) -> Any:
    made = TerraformOutput(
        two.first, "out", value=two.bucket.arn, depends_on=[two.bucket, two.instance], sensitive=True,
        description=f"of {two.bucket.id}", precondition=Precondition(condition="${x}", error_message="no"),
    )  # fmt: skip
    fixed = TerraformOutput(Construct(two.first, "deep"), "fixed", value=1, static_id=True)
    return [made.friendly_unique_id, fixed.friendly_unique_id]


def lifecycles(two: Two) -> None:
    check = {"condition": f"${{{two.bucket.arn} != 1}}", "error_message": "no"}
    Instance(
        two.first, "kept", ami="a", count=2,
        connection=SSHProvisionerConnection(host=two.instance.public_ip, type="ssh", bastion_host="b"),
        lifecycle=TerraformResourceLifecycle(
            create_before_destroy=True, ignore_changes="all", precondition=[Precondition(**check)],
            postcondition=[Postcondition(**check)], replace_triggered_by=["a.b", two.bucket],
        ),
    )  # fmt: skip
    S3Bucket(two.first, "counted", count=Token.as_number(two.bucket.id))


def tokens(two: Two) -> Any:
    text = Token.as_string({"a": two.bucket.arn})
    two.show(text, "object")
    two.show(Token.as_list(two.bucket.arn), "list")
    two.show(Token.as_map({"a": 1}, 1), "map")
    two.show(Token.as_any({"a": 1}), "any")
    two.show(Token.as_number_list("x"), "numbers")
    two.show(Token.as_string_map(two.bucket.fqn), "texts")
    two.show(Token.as_string(two.bucket.arn), "same")
    two.show(Token.as_string(two.bucket.force_destroy), "flag")
    return [Token.is_unresolved(text), Token.is_unresolved("a"), Token.is_unresolved(Token.as_number("1"))]


@jsii.implements(IAspect)
class Noting:
    """Says something about parts."""

    def visit(self, node: IConstruct) -> None:
        if node.node.id == "part":
            Annotations.of(node).add_warning("visited")


def annotations(two: Two) -> None:
    app = two.app = App(outdir=tempfile.mkdtemp(), stack_traces=False)
    stack = TerraformStack(app, "stack")
    part = Construct(stack, "part")
    for scope in (stack, part):
        Annotations.of(scope).add_warning(f"of {scope.node.id}\n")
        Annotations.of(scope).add_info("é")
    Aspects.of(stack).add(Noting())


FEATURES: dict[str, Callable[[Two], Any]] = {
    "aspects": aspects,
    "references across stacks": across,
    "references across three stacks": both_ways,
    "aspects and references across stacks": aspects_across,
    "variables": variables,
    "locals": local_values,
    "attributes": attributes,
    "resets": resets,
    "outputs": outputs,
    "lifecycles": lifecycles,
    "tokens": tokens,
    "annotations": annotations,
}


def shown(fill: Callable[[Two], Any]) -> Any:
    """Return what a feature answers and every file that is written."""
    two = Two()
    answer = fill(two)
    two.app.synth()
    root = Path(two.app.outdir)
    files = {
        str(each.relative_to(root)): each.read_text("utf-8") for each in root.rglob("*") if each.is_file()
    }
    return [answer, files]


def main() -> None:
    answers = {name: shown(FEATURES[name]) for name in (sys.argv[1:] or FEATURES)}
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
