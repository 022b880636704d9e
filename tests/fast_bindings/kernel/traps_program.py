"""What cdktf does otherwise than one would write it, each trap asked of whichever kernel runs; prints the answers."""

import copy
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fast_bindings

fast_bindings.install()

from cdktf import (  # noqa: E402
    App,
    DataResource,
    Fn,
    Op,
    S3Backend,
    TerraformLocal,
    TerraformOutput,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    Token,
)
from cdktf_cdktf_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones  # noqa: E402
from cdktf_cdktf_provider_aws.iam_policy_attachment import IamPolicyAttachment  # noqa: E402
from cdktf_cdktf_provider_aws.instance import Instance, InstanceRootBlockDevice  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress  # noqa: E402
from constructs import Construct  # noqa: E402


def stack() -> tuple[App, TerraformStack]:
    app = App(outdir=tempfile.mkdtemp())
    made = TerraformStack(app, "stack")
    AwsProvider(made, "aws", region="eu-west-1")
    return app, made


def written(app: App) -> Any:
    app.synth()
    (file,) = Path(app.outdir).glob("stacks/*/cdk.tf.json")
    return file.read_text(encoding="utf-8")


def shown(fill: Callable[[TerraformStack], Any]) -> Callable[[], Any]:
    """Return what a stack looks like, in the file and to Python, after something was put into it."""

    def show() -> Any:
        app, made = stack()
        answer = fill(made)
        answer = answer if isinstance(answer, str | list | int | float | bool) else None
        return [answer, made.to_terraform(), written(app)]

    return show


def values(**given: Any) -> Callable[[], Any]:
    return shown(lambda made: DataResource(made, "data", input=given) and None)


def output(make: Callable[[S3Bucket], Any]) -> Callable[[], Any]:
    def fill(made: TerraformStack) -> None:
        TerraformOutput(made, "shown", value=make(S3Bucket(made, "bucket", bucket="given")))

    return shown(fill)


def children(made: TerraformStack) -> list[str]:
    for name in ("b", "10", "2", "a"):
        Construct(made, name)
    return [child.node.id for child in made.node.children]


def separators(made: TerraformStack) -> list[str]:
    parts = [
        Construct(made, name) for name in ("a:b", "a/c", "a\nd", "arn:aws:s3:::x/y", "a b", "é", "Ä" * 300)
    ]
    ids = [S3Bucket(part, name).friendly_unique_id for part in parts for name in ("x:y", "x/z", "Resource")]
    found = [
        made.node.find_child(name) is part for name, part in zip(("a:b", "a/c", "a\nd"), parts, strict=False)
    ]
    return [*ids, *(part.node.path for part in parts), str(found)]


def late_id(made: TerraformStack) -> None:
    bucket = S3Bucket(made, "bucket")
    arn = bucket.arn
    bucket.override_logical_id("late")
    TerraformOutput(made, "arn", value=arn)


def lists(made: TerraformStack) -> None:
    users = ["a"]
    attachment = IamPolicyAttachment(made, "x", name="n", policy_arn="p", users=users)
    users.append("later")
    attachment.add_override("users", ["b"])
    attachment.add_override("roles.0", "q")


def ingress(made: TerraformStack) -> None:
    SecurityGroup(made, "group", ingress=[SecurityGroupIngress(from_port=1, to_port=2, protocol="tcp")])


def taken_away(made: TerraformStack) -> None:
    bucket = S3Bucket(
        made, "b", bucket="b", tags={"a": "1", "b": "2"}, count=2, depends_on=[S3Bucket(made, "other")],
        lifecycle=TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=["a"]),
    )  # fmt: skip
    shown = TerraformOutput(made, "o", value={"a": 1, "b": 2}, description="d", sensitive=True)
    variable = TerraformVariable(made, "v", default={"a": 1, "b": 2}, description="d")
    backend = S3Backend(made, bucket="b", key="k", region="r")
    provider = AwsProvider(made, "aws2", alias="two", region="r", profile="p")
    data = DataResource(made, "d", input={"a": 1, "b": 2})
    for element, *paths in (
        (bucket, "bucket", "tags.a", "count", "depends_on", "lifecycle.prevent_destroy", "not.there"),
        (shown, "value.a", "description"),
        (variable, "default.a", "description"),
        (backend, "key"),
        (provider, "profile"),
        (data, "input.a"),
    ):
        for path in paths:
            element.add_override(path, None)
    bucket.add_override("tags", {"b": None, "c": {"d": None}})


def taken_from_a_stack(made: TerraformStack) -> None:
    bucket = S3Bucket(made, "b", bucket="b", tags={"a": "1"})
    other = S3Bucket(made, "other", tags={"a": "1"})
    TerraformOutput(made, "o", value=1)
    made.add_override("output", None)
    made.add_override("resource.aws_s3_bucket.b.bucket", None)
    made.add_override("resource.aws_s3_bucket.b.tags", {"b": bucket.arn, "c": None})
    made.add_override("resource.aws_s3_bucket.other.tags", Token.as_any({"b": bucket.arn}))
    made.add_override("resource.aws_s3_bucket.other.force_destroy", other.force_destroy)
    made.add_override("provider.aws", [{"region": None, "profile": bucket.id}])


def over_tokens(made: TerraformStack) -> None:
    first = S3Bucket(made, "first", tags={"a": "1"})
    first.add_override("tags", Token.as_any({"b": "2"}))
    second = S3Bucket(made, "second", tags={"a": "1", first.arn: "2"}, force_destroy=first.force_destroy)
    second.add_override("tags", {first.arn: "3", first.id: first.arn})
    second.add_override("force_destroy", first.force_destroy)
    second.add_override("force_destroy.x", 1)
    second.add_override("bucket", Token.as_string({"a": first.arn}))
    third = Instance(made, "third", ami="a", root_block_device=InstanceRootBlockDevice(encrypted=True))
    third.add_override("root_block_device.encrypted", None)
    third.add_override("root_block_device.tags", first.tags_all)


def comments(made: TerraformStack) -> None:
    bucket = S3Bucket(made, "b")
    for element in (bucket, DataAwsAvailabilityZones(made, "zones")):
        element.add_override("//.said", bucket.arn)


def hidden(made: TerraformStack) -> None:
    for parent in ("Default", "Resource", "one"):
        S3Bucket(Construct(Construct(made, parent), "one"), "deep-er_1")


class Counted(TerraformResource):
    """A resource whose arguments count how often they were asked for."""

    asked = 0
    given: tuple[Any, ...] = ()

    def _synthesize_attributes(self) -> dict[str, Any]:
        self.asked += 1
        return {"asked": self.given[min(self.asked, len(self.given)) - 1] if self.given else self.asked}


def own_code(made: TerraformStack) -> Any:
    def asked(name: str, *given: Any) -> list[int]:
        counted = Counted(made, name, terraform_resource_type="own_kind")
        counted.given = given
        found: list[int] = []
        for _ in range(3):
            made.to_terraform()
            found.append(counted.asked)
        return found

    return [
        asked("counts"),
        asked("same", "a"),
        asked("equal", 1, True, 1, True),
        asked("token", Fn.sha1("x")),
    ]


def copied(made: TerraformStack) -> None:
    bucket = S3Bucket(made, "bucket", bucket="given")
    machine = Instance(made, "machine", ami="a")
    given: dict[str, Any] = copy.deepcopy({"tags": bucket.tags_all, "depends_on": [bucket, machine]})
    S3Bucket(made, "copy", **given)
    TerraformOutput(made, "o", value=copy.deepcopy([machine.root_block_device, bucket]))
    copy.deepcopy(bucket).bucket = "changed"


def overrides_like_numbers(made: TerraformStack) -> None:
    bucket = S3Bucket(made, "b")
    for key in ("b", "10", "2"):
        bucket.add_override(key, 1)
        made.add_override(key, 1)


def providers(made: TerraformStack) -> None:
    for alias in (None, "west"):
        provider = AwsProvider(made, f"of-{alias}", alias=alias)
        TerraformOutput(made, f"shown-{alias}", value=[provider, provider.fqn])
        S3Bucket(made, f"b-{alias}", depends_on=[provider])


def whole_tokens(made: TerraformStack) -> None:
    token = int(Token.as_number(S3Bucket(made, "b").id))
    S3Bucket(made, "counted", count=token)
    TerraformOutput(made, "o", value=[token, Op.add(token, 1), 2**60])


def plain_numbers(made: TerraformStack) -> Any:
    token = Token.as_number(S3Bucket(made, "b").id)
    answers = [Token.as_number(each) for each in (2**60, 1.0, 2.5, 2**53, -(2**53) - 1, token)]
    return [*map(repr, answers), repr(Token.as_number_list([2**60, 1.0]))]


TRAPS: dict[str, Callable[[], Any]] = {
    "own code": shown(own_code),
    "copies": shown(copied),
    "numbers that are no tokens": shown(plain_numbers),
    "overrides by keys like numbers": shown(overrides_like_numbers),
    "providers as values": shown(providers),
    "whole numbers that are tokens": shown(whole_tokens),
    "keys beyond the basic plane": values(**{"\uff5e": 1, "\U0001f600": 2, "\ue000": 3, "z": 4}),
    "a comment that is a text": shown(lambda made: S3Bucket(made, "b").add_override("//", "text")),
    "stacks that are folders": shown(lambda made: TerraformStack(made, ".") and None),
    "children that every object has": shown(
        lambda made: [made.node.try_remove_child(each) for each in ("toString", "a")]
    ),
    "numbers": values(
        a=3.0, b=1e21, c=0.1 + 0.2, d=1e-7, e=2**60, f=1e-5, g=123456789012.5, h=-1e22, i=0.000123
    ),
    "none in a list": values(a=[None, 1], b=None, c={"d": None}),
    "empty": values(a={}, b=[], c=""),
    "keys like numbers": values(**{"b": 1, "10": 2, "2": 3, "01": 4}),
    "odd text": values(a='"\\\n\t\u2028\u007f\u0001é😀', b="%{if}", c="$${x}", d="}", e="a${b"),
    "order of children": shown(children),
    "separators in ids": shown(separators),
    "nulls of attributes as blocks": shown(ingress),
    "logical id after a reading": shown(late_id),
    "overrides of lists": shown(lists),
    "local value that is none": shown(lambda made: TerraformLocal(made, "l", None) and None),
    "overrides by None": shown(taken_away),
    "overrides by None of a stack": shown(taken_from_a_stack),
    "overrides before tokens are replaced": shown(over_tokens),
    "overrides of comments": shown(comments),
    "ids that are left out": shown(hidden),
    "keys of a backend": shown(
        lambda made: S3Backend(made, bucket="b", key="k", assume_role_tags={"CostCentre": "x"}) and None
    ),
    "reference": output(lambda bucket: bucket.arn),
    "fqn": output(lambda bucket: bucket.fqn),
    "input": output(lambda bucket: bucket.bucket_input),
    "within an expression": output(lambda bucket: f"${{upper({bucket.arn})}} {bucket.id} ${{x}} }}"),
    "function": output(lambda bucket: Fn.join("-", [bucket.arn, "lit", Fn.sha256(bucket.id)])),
    "function of a text": output(lambda bucket: Fn.substr(f"a{bucket.arn}b", 0, 3)),
    "function of a map": output(
        lambda bucket: Fn.jsonencode({"2": bucket.arn, "k": ["a", 1, True], "1": "x"})
    ),
    "keys with tokens in a function": output(lambda bucket: Fn.jsonencode({bucket.arn: 1, "b": bucket.id})),
    "defaults that are empty": output(
        lambda bucket: [Fn.lookup(bucket.tags_all, "k", each) for each in ([], {}, 0, "", "x")]
    ),
    "operators with nothing": output(
        lambda bucket: [
            f"{operate(Token.as_number(bucket.id), each)}"
            for operate in (Op.sub, Op.add)
            for each in (0, "", "0", False, [], *map(Token.as_any, (0, "", "0", False, 1)))
        ]
    ),
    "None at the top of lists in functions": output(
        lambda bucket: Fn.format("%s", [None, bucket.arn, None, 2])
    ),
    "number of a token": output(lambda bucket: Token.as_number(bucket.id)),
    "list of a function": output(lambda bucket: Fn.split(",", bucket.arn)),
    "block of a resource": shown(
        lambda made: (
            TerraformOutput(
                made, "o", value=Instance(made, "i", ami="a", instance_type="t").root_block_device.volume_id
            )
            and None
        )
    ),
    "count of a block": shown(
        lambda made: (
            TerraformOutput(
                made, "o", value=Instance(made, "i", ami="a", instance_type="t").root_block_device.volume_size
            )
            and None
        )
    ),
    "string of a construct": shown(lambda made: S3Bucket(made, "b").to_string()),
    "application of a construct": shown(
        lambda made: App.of(S3Bucket(Construct(made, "c"), "b")) is App.of(made) is made.node.root
    ),
    "several stacks": shown(lambda made: [each.node.id for each in made.node.root.node.find_all()]),
}


def main() -> None:
    answers = {name: ask() for name, ask in TRAPS.items()}
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
