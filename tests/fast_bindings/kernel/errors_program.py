"""Makes each mistake that cdktf knows in an application of its own; prints the errors and what was said besides."""

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

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
    LocalExecProvisioner,
    S3Backend,
    TerraformAsset,
    TerraformOutput,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
    Token,
)
from cdktf_cdktf_provider_aws.instance import Instance  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.security_group import (  # noqa: E402
    SecurityGroup,
    SecurityGroupEgress,
    SecurityGroupIngress,
)
from constructs import Construct, IConstruct, IValidation  # noqa: E402

from tests.fast_bindings.kernel.reached import noted_refusals  # noqa: E402


class Program:
    """An application of two stacks."""

    def __init__(self) -> None:
        self.app = App(outdir=tempfile.mkdtemp(), stack_traces=False)
        self.stack, self.other = TerraformStack(self.app, "stack"), TerraformStack(self.app, "other")
        for stack in (self.stack, self.other):
            AwsProvider(stack, "aws", region="eu-west-1")
        self.bucket = S3Bucket(self.stack, "bucket", bucket="given")
        self.machine = Instance(self.stack, "machine", ami="a")

    def show(self, value: Any) -> None:
        TerraformOutput(self.stack, "shown", value=value)


@jsii.implements(IAspect)
class Failing:
    """Fails at buckets, after it has added something beside."""

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, S3Bucket):
            S3Bucket(cast("Construct", node.node.scope), "beside")
            raise LookupError("the aspect's own")


@jsii.implements(IValidation)
class Refusing:
    """Refuses, or fails."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails

    def validate(self) -> list[str]:
        if self.fails:
            raise LookupError("the validation's own")
        return ["first", "second"]


class Attributes(TerraformResource):
    """A resource whose arguments fail."""

    def _synthesize_attributes(self) -> dict[str, Any]:
        raise LookupError("the resource's own")


class Listed(TerraformResource):
    """A resource whose arguments are no map."""

    def _synthesize_attributes(self) -> Any:
        return [("a", 1)]


@jsii.implements(IValidation)
class Silent:
    """Answers nothing at all."""

    def validate(self) -> Any:
        return None


class Unmarked:
    """An aspect that does not say so."""

    def visit(self, node: IConstruct) -> None:
        raise AssertionError(node)

    def validate(self) -> list[str]:
        raise AssertionError


def tagged(value: Any) -> Callable[[Program], Any]:
    """Give a bucket something that is no text as the value of a tag."""
    return lambda made: S3Bucket(made.stack, "b", tags={"a": "x", "b": value})


def ingress(value: Any) -> Callable[[Program], Any]:
    return lambda made: SecurityGroup(made.stack, "g", ingress=value)


def provisioned(**fields: Any) -> Callable[[Program], Any]:
    """Give a bucket a provisioner."""
    given = LocalExecProvisioner(type="local-exec", command="ls", **fields)
    return lambda made: S3Bucket(made.stack, "b", provisioners=[given])


def asked(validation: Any) -> Callable[[Program], Any]:
    return lambda made: made.bucket.node.add_validation(validation)


def unwritable(made: Program) -> None:
    """Put a file where the folder of a stack has to be."""
    (Path(made.app.outdir) / "stacks/stack").touch()


def cycle(made: Program) -> None:
    TerraformOutput(made.stack, "one", value=S3Bucket(made.other, "b").arn)
    TerraformOutput(made.other, "two", value=made.bucket.arn)


def another(made: Program) -> None:
    """cdktf writes it as if it were a stack of this application: no error, so only both kernels the same."""
    made.show(Program().bucket.arn)


def two_outputs(made: Program) -> None:
    for name in ("a/b", "a--b"):
        TerraformOutput(made.stack, name, value=1)


ERRORS: dict[str, tuple[Callable[[Program], Any], str]] = {
    # what a program does, and a part of what cdktf says
    "an id twice": (
        lambda made: S3Bucket(made.stack, "bucket"),
        "There is already a Construct with name 'bucket'",
    ),
    "a stack twice": (lambda made: TerraformStack(made.app, "stack"), "There is already a Construct"),
    "an id that is another with separators": (two_outputs, "There is already a Construct with name 'a--b'"),
    "an empty id": (lambda made: Construct(made.stack, ""), "Only root constructs may have an empty ID"),
    "an id with a token": (lambda made: S3Bucket(made.stack, made.bucket.arn), "You cannot use a token"),
    "a blank in a stack's id": (
        lambda made: TerraformStack(made.app, "a b"),
        "contains a whitespace character",
    ),
    "a glob in a stack's id": (
        lambda made: TerraformStack(made.app, "a*"),
        "contains an invalid glob character",
    ),
    "no stack above": (lambda made: S3Bucket(made.app, "b").arn, "No stack could be identified"),
    "no stack above a backend": (lambda made: LocalBackend(made.app), "No stack could be identified"),
    "an id of nothing but Default": (
        lambda made: S3Bucket(made.stack, "Default").arn,
        "",
    ),
    "no provider": (
        lambda made: S3Bucket(TerraformStack(made.app, "third"), "b"),
        "Found resources without a matching provider construct",
    ),
    "a cycle of references": (cycle, "would cause a circular dependency"),
    "a cycle of dependencies": (
        lambda made: (made.stack.add_dependency(made.other), made.other.add_dependency(made.stack)),
        "would cause a circular dependency",
    ),
    "a stack that depends on itself by a third": (
        lambda made: (
            made.stack.add_dependency(made.other),
            (third := TerraformStack(made.app, "third")).add_dependency(made.stack),
            made.other.add_dependency(third),
        ),
        "would cause a circular dependency",
    ),
    "a wrong type": (
        lambda made: S3Bucket(made.stack, "b", bucket=cast("str", 1)),
        "type of argument bucket",
    ),
    "an unknown argument": (lambda made: cast("Any", S3Bucket)(made.stack, "b", nothing=1), "nothing"),
    "a missing argument": (lambda made: cast("Any", TerraformOutput)(made.stack, "b"), "value"),
    "a scope that is none": (lambda _: S3Bucket(cast("Any", "stack"), "b"), "type of argument scope"),
    "a logical id after the address": (
        lambda made: (made.bucket.fqn, made.bucket.override_logical_id("late")),
        "may not be overridden once .fqn has been requested",
    ),
    "a logical id reset after the address": (
        lambda made: (made.bucket.fqn, made.bucket.reset_override_logical_id()),
        "You can only reset the override before",
    ),
    "quotes in a function": (lambda _: Fn.upper('"'), "unescaped double quotes"),
    "a list's token in a text": (
        lambda made: made.show(f"a{made.machine.vpc_security_group_ids[0]}"),
        "Found an encoded list token string in a scalar string context",
    ),
    "a list's token beside others": (
        lambda made: made.show([*made.machine.vpc_security_group_ids, "x"]),
        "Cannot add elements to list token",
    ),
    "a map's token beside others": (
        lambda made: made.show({**made.bucket.tags_all, "x": "y"}),
        "Cannot add elements to map token",
    ),
    "the value of a map's token": (
        lambda made: made.show(next(iter(made.bucket.tags_all.values()))),
        "Found an encoded map token in a scalar string context",
    ),
    "a token of nobody": (lambda made: made.show("${TfToken[TOKEN.99999]}"), "Unrecognized Token Key"),
    "a validation that refuses": (
        lambda made: made.bucket.node.add_validation(Refusing(fails=False)),
        "[stack/bucket] first",
    ),
    "a validation of the application": (
        lambda made: made.app.node.add_validation(Refusing(fails=False)),
        "App-level validation failed",
    ),
    "a validation that fails": (
        lambda made: made.bucket.node.add_validation(Refusing(fails=True)),
        "the validation's own",
    ),
    "an annotation that is an error": (
        lambda made: [Annotations.of(made.bucket).add_error(text) for text in ("first", "second")],
        "[stack/bucket] second",
    ),
    "an aspect that fails": (lambda made: Aspects.of(made.stack).add(Failing()), "the aspect's own"),
    "a child that is not there": (
        lambda made: made.stack.node.find_child("none"),
        "No child with id: 'none'",
    ),
    "a file that is not there": (
        lambda made: TerraformAsset(made.stack, "asset", path="/no/such/file"),
        "no such file or directory",
    ),
    "a lifecycle of another kind": (
        lambda made: S3Bucket(made.stack, "b", lifecycle=cast("TerraformResourceLifecycle", 1)),
        "type of argument lifecycle",
    ),
    "an argument that is no list": (lambda _: Fn.concat(cast("Any", "text")), "Unable to deserialize value"),
    "a text that is none": (lambda _: Fn.join("-", cast("Any", [1, True])), ""),
    "an element that is no number": (lambda _: Fn.max(cast("Any", ["a"])), ""),
    "a boolean for a number": (lambda _: Fn.abs(True), ""),
    "an override within a map's token": (
        lambda made: S3Bucket(made.stack, "b", tags=made.bucket.tags_all).add_override("tags.x", "1"),
        "Cannot add elements to map token",
    ),
    "an override of a list's token": (
        lambda made: Instance(made.stack, "i", security_groups=made.machine.security_groups).add_override(
            "security_groups", ["x"]
        ),
        "Cannot add elements to list token",
    ),
    "an override within a token": (
        lambda made: S3Bucket(made.stack, "b", force_destroy=made.bucket.force_destroy).add_override(
            "force_destroy.x", 1
        ),
        "cannot be a resolvable token if you specified overrides",
    ),
    "an output of nothing": (lambda made: made.show(None), "Required property 'value' is missing"),
    "a number with an exponent that a text stands for": (
        lambda made: made.show(Token.as_string(1e21)),
        "this.str.substring is not a function",
    ),
    "an id that every object has": (
        lambda made: S3Bucket(made.stack, "constructor"),
        "There is already a Construct with name 'constructor'",
    ),
    "a key that is the kind of an object": (
        lambda made: made.show({"__proto__": 1}),
        "Unable to deserialize value",
    ),
    "a key that becomes a map": (
        lambda made: made.show({Token.as_string({"a": 1}): 1}),
        "meaning that key must resolve to a string",
    ),
    "a list's token of numbers beside others": (
        lambda made: made.show([*Token.as_number_list("x"), 1]),
        "Cannot add elements to list token",
    ),
    "a token of a list within a text": (
        lambda made: made.show(f"a{Token.as_list(made.bucket.arn)[0]}"),
        "Found an encoded list token string in a scalar string context",
    ),
    "arguments that fail": (
        lambda made: Attributes(made.stack, "own", terraform_resource_type="own_kind"),
        "the resource's own",
    ),
    "an aspect without its interface": (
        lambda made: Aspects.of(made.stack).add(cast("Any", Unmarked())),
        "",
    ),
    "a folder without a name": (lambda _: App(outdir=""), "no such file or directory"),
    "a folder within a file": (lambda _: App(outdir=f"{__file__}/out"), "not a directory"),
    "a stack's folder that is a file": (unwritable, ""),
    "an iterator of nothing": (lambda _: cast("Any", Fn).element(), ""),
    "another application": (another, ""),
    "a number for a tag": (tagged(80), "Value is not a string"),
    "a boolean for a tag": (tagged(True), "Value is not a string"),
    "nothing for a tag": (tagged(None), "A value is required"),
    "a list for a tag": (tagged(["x"]), "Value is not a string"),
    "a tag that is set to a number": (
        lambda made: setattr(made.bucket, "tags", {"a": 1}),
        "Value is not a string",
    ),
    "tags that are a map of numbers": (
        lambda made: S3Bucket(made.stack, "b", tags=cast("Any", Token.as_number_map(made.bucket.arn))),
        "Value is not a string",
    ),
    "a text for a boolean": (
        lambda made: S3Bucket(made.stack, "b", force_destroy=cast("bool", "true")),
        "Value is not a boolean",
    ),
    "a text for a list": (
        lambda made: Instance(made.stack, "i", ami="a", security_groups=cast("list[str]", made.bucket.arn)),
        "Value is not an array",
    ),
    "a tuple for a list": (
        lambda made: S3Bucket(made.stack, "b", depends_on=cast("Any", (made.bucket,))),
        "type object 'tuple' has no attribute '__jsii_type__'",
    ),
    "a tuple in a value": (lambda made: made.show({"a": (1, 2)}), "type object 'tuple' has no attribute"),
    "another struct": (ingress([SecurityGroupEgress(from_port=1)]), "which does not match expected type"),
    "a wrong field of a map for a struct": (
        lambda made: Instance(made.stack, "i", ami="a", root_block_device=cast("Any", {"tags": {"a": 1}})),
        "Value is not a string",
    ),
    "None in a list of structs": (ingress([SecurityGroupIngress(), None]), "A value is required"),
    "a text for blocks": (ingress(cast("Any", "x")), ""),
    "a number in an environment": (
        provisioned(environment=cast("Any", {"PORT": 80})),
        "Value is not a string",
    ),
    "a text for an interpreter": (provisioned(interpreter=cast("Any", "bash")), "Value is not an array"),
    "a number for a tag of a role": (
        lambda made: S3Backend(
            made.stack,
            bucket="b",
            key="k",
            assume_role={"role_arn": "x", "tags": cast("Any", {"a": 1})},  # type: ignore[arg-type]
        ),
        "Value is not a string",
    ),
    "a text for triggers": (
        lambda made: S3Bucket(
            made.stack, "b", lifecycle=TerraformResourceLifecycle(replace_triggered_by=cast("Any", "x"))
        ),
        "Value is not an array",
    ),
    "a text for a list of a function": (
        lambda made: made.show(Fn.distinct(cast("Any", made.bucket.arn))),
        "Value is not an array",
    ),
    "a text for one of the lists of a function": (
        lambda made: made.show(Fn.setunion(["a"], cast("Any", ["b"]))),
        "Value is not an array",
    ),
    "an output as a dependency": (
        lambda made: S3Bucket(
            made.stack, "b", depends_on=[cast("Any", TerraformOutput(made.stack, "o", value=1))]
        ),
        "Element type not set",
    ),
    "an output of an output": (
        lambda made: made.show(TerraformOutput(made.stack, "o", value=1)),
        "Element type not set",
    ),
    "the address of a backend": (lambda made: LocalBackend(made.stack).fqn, "Element type not set"),
    "a boolean for an index": (
        lambda made: made.show(made.machine.ebs_block_device.get(True).volume_id),
        "Value is not a number",
    ),
    "a child that every object has": (
        lambda made: made.stack.node.try_find_child("constructor"),
        "Unable to serialize value as constructs.IConstruct",
    ),
    "arguments that are no map": (
        lambda made: Listed(made.stack, "own", terraform_resource_type="own_kind"),
        "type object 'tuple' has no attribute",
    ),
    "a validation that answers nothing": (asked(Silent()), "A value is required"),
    "a validation without its interface": (asked(Unmarked()), "has no attribute '__jsii_type__'"),
}
"""Without a part, cdktf may say nothing at all: what counts is that both kernels do the same."""


def made(name: str) -> list[Any]:
    """Return what a mistake comes to, at its line or when everything is written, what refused it, and what is said."""
    with contextlib.redirect_stderr(io.StringIO()) as said, noted_refusals() as places:
        program = Program()
        found: list[str] = []
        for step in (lambda: ERRORS[name][0](program), program.app.synth):
            try:
                step()
            except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
                found += [type(error).__name__, str(error)]
    return [*found, places, said.getvalue()]


def main() -> None:
    if len(sys.argv) > 1:
        program = Program()
        ERRORS[sys.argv[1]][0](program)
        program.app.synth()
    else:
        sys.stdout.write(json.dumps({name: made(name) for name in ERRORS}))


if __name__ == "__main__":
    main()
