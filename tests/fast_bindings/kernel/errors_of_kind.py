"""Values of another kind than jsii's kernel admits, which Python's own checks of types let through."""

import tempfile
from collections.abc import Callable
from typing import Any, cast

import jsii
from cdktf import (
    App,
    Fn,
    LocalBackend,
    LocalExecProvisioner,
    S3Backend,
    TerraformOutput,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
    Token,
)
from cdktf_cdktf_provider_aws.instance import Instance
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.security_group import (
    SecurityGroup,
    SecurityGroupEgress,
    SecurityGroupIngress,
)
from constructs import IConstruct, IValidation


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
    """An aspect and a validation, and says neither."""

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


OF_KIND: dict[str, tuple[Callable[[Program], Any], str]] = {
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
