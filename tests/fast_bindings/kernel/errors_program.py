"""Makes each mistake that cdktf knows in an application of its own; prints the errors and what was said besides."""

import contextlib
import io
import json
import sys
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
    TerraformAsset,
    TerraformOutput,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
    Token,
)
from cdktf_cdktf_provider_aws.instance import Instance  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from constructs import Construct, IConstruct, IValidation  # noqa: E402

from tests.fast_bindings.kernel.errors_of_kind import OF_KIND, Program, Unmarked  # noqa: E402
from tests.fast_bindings.kernel.reached import noted_refusals  # noqa: E402


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
    **OF_KIND,
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
