"""Does each thing that is left to Node in an application of its own; prints what was written and what was said.

A name is that of a row, and after a colon what there is of it besides. What raised each refusal is printed, too.
"""

import contextlib
import io
import json
import re
import sys
import tempfile
import unittest.mock
from collections import OrderedDict
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
    AssetType,
    CloudBackend,
    DataTerraformRemoteState,
    Fn,
    GcsBackend,
    ITerraformDependable,
    Lazy,
    MigrateIds,
    NamedCloudWorkspace,
    TerraformAsset,
    TerraformCount,
    TerraformHclModule,
    TerraformIterator,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    Testing,
    Token,
)
from cdktf_cdktf_provider_aws.iam_policy_attachment import IamPolicyAttachment  # noqa: E402
from cdktf_cdktf_provider_aws.instance import (  # noqa: E402
    Instance,
    InstanceRootBlockDevice,
    InstanceRootBlockDeviceOutputReference,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress  # noqa: E402
from cdktf_cdktf_provider_aws.waf_regex_match_set import WafRegexMatchSet  # noqa: E402
from constructs import Construct  # noqa: E402

from fast_bindings.kernel import beginning  # noqa: E402
from tests.fast_bindings.kernel.reached import noted_refusals  # noqa: E402

OF_PROCESS = re.compile(r"TOKEN\.\d+|/[\w./-]*/(jsii-kernel-\w+|tmp\w+)/")
"""Tokens are numbered through a process; where jsii unpacks itself, as stack traces have it."""
HERE = Path(__file__).parent


class Named(TerraformStack):
    """A stack that names elements itself."""

    def _allocate_logical_id(self, tf_element: Any) -> str:
        return f"own-{tf_element.node.id}"


class Text(str):
    """A text of a class of its own."""

    __slots__ = ()


class Names(list[str]):
    """A list of a class of its own."""


@jsii.implements(ITerraformDependable)
class Depended:
    """What another element can depend on, without being one."""

    @property
    def fqn(self) -> str:
        return "aws_vpc.elsewhere"

    def to_string(self) -> str:
        return "elsewhere"


class Program:
    """An application with a bucket, which goes on whoever does it."""

    def __init__(self, **options: Any) -> None:
        self.app = App(outdir=tempfile.mkdtemp(), **options)
        self.stack = TerraformStack(self.app, "stack")
        self.provider = AwsProvider(self.stack, "aws", region="eu-west-1")
        self.bucket = S3Bucket(self.stack, "bucket", bucket="given")
        TerraformOutput(self.stack, "before", value=Fn.sha1(self.bucket.arn))

    def written(self) -> dict[str, str]:
        TerraformOutput(self.stack, "after", value=self.bucket.arn + Fn.sha1(self.bucket.id))
        self.app.synth()
        root = Path(self.app.outdir)
        return {
            str(file.relative_to(root)): OF_PROCESS.sub("", file.read_text("utf-8"))
            for file in root.rglob("*")
            if file.suffix in {".json", ".tf"}
        }


def with_node() -> Program:
    """Return an application that Node has, since it was asked for what cdktf refuses: nothing is said of that."""
    program = Program()
    with contextlib.suppress(RuntimeError):
        S3Bucket(program.stack, "bucket")
    return program


def in_python_too(use: Callable[[Program, Program], Any]) -> Callable[[Program], Any]:
    """Use what Node has in an application that was begun before."""

    def act(program: Program) -> None:
        use(program, with_node())
        program.stack.to_terraform()

    return act


def of_an_iterator(program: Program, other: Program) -> None:
    del other
    S3Bucket(program.stack, "each", for_each=TerraformIterator.from_list(["a"]), bucket="each")


def of_a_count(program: Program, other: Program) -> None:
    del other
    S3Bucket(program.stack, "each", count=TerraformCount.of(2), bucket="each")


def shown(make: Callable[[Program], Any]) -> Callable[[Program], Any]:
    return lambda program: TerraformOutput(program.stack, "odd", value=make(program)) and None


def iterator(program: Program) -> Any:
    each = TerraformIterator.from_list([program.bucket.id, "b"])
    S3Bucket(program.stack, "each", for_each=each, bucket=Token.as_string(each.value))
    Instance(
        program.stack,
        "i",
        ami="a",
        ebs_block_device=each.dynamic({"device_name": Token.as_string(each.value)}),
    )


def count(program: Program) -> Any:
    counted = TerraformCount.of(2)
    S3Bucket(program.stack, "each", count=counted, bucket=f"b-{counted.index}")


def module(program: Program) -> Any:
    TerraformHclModule(program.stack, "module", source="terraform-aws-modules/vpc/aws")


def lazy(program: Program) -> Any:
    del program
    with contextlib.suppress(Exception):
        Lazy.string_value(None)  # type: ignore[arg-type]


def another(program: Program) -> Any:
    TerraformOutput(program.stack, "other", value=Program().bucket.arn)


def variables(**values: str) -> Callable[[], Program]:
    def make() -> Program:
        # As if they had been set before the imports.
        with unittest.mock.patch.object(beginning, "variables", return_value=values):
            return Program()

    return make


def packed(program: Program) -> Any:
    TerraformAsset(program.stack, "asset", path=str(HERE), type=AssetType.DIRECTORY)


def merged(program: Program) -> Any:
    group = SecurityGroup(program.stack, "g", ingress=[SecurityGroupIngress(from_port=1, to_port=2)])
    group.add_override("ingress", {"0": {"from_port": 3}})


def same_id(program: Program) -> Any:
    for parent in ("one", "two"):
        S3Bucket(Construct(program.stack, parent), "b", bucket=parent).override_logical_id("same")


def within_set(program: Program) -> Any:
    rules = WafRegexMatchSet(program.stack, "w", name="w").regex_match_tuple
    TerraformOutput(program.stack, "set", value=rules.get(0).field_to_match.type)


def halved(program: Program) -> Any:
    S3Bucket(program.stack, "half", bucket="\ud83d")


def block(program: Program) -> Any:
    made = Instance(program.stack, "i", ami="a", root_block_device=InstanceRootBlockDevice(encrypted=True))
    return type(made.root_block_device_input).__name__


OF_NODE = "constructs, stacks, providers and tokens of an application that Node has"
IN_TEXT = "tokens of maps, lists or null within a text or an argument"
OTHERS = "values of other classes than `str`, `int`, `float`, `bool`, `list`, `dict` and those of bindings"
ANY = "any other class, method or property"
LEFT: dict[str, tuple[Callable[[], Program], Callable[[Program], Any]]] = {
    "iterators, `for_each` and dynamic blocks": (Program, iterator),
    "`TerraformCount`": (Program, count),
    "modules": (Program, module),
    "`move_to`, `move_to_id`, `move_from_id`": (
        Program,
        lambda made: made.bucket.move_from_id("aws_s3_bucket.old"),
    ),
    "`import_from`": (Program, lambda made: made.bucket.import_from("old")),
    "HCL output": (variables(SYNTH_HCL_OUTPUT="true"), lambda _: None),
    "context of your own": (variables(CDKTF_CONTEXT_JSON='{"own": "1"}'), lambda _: None),
    "options of an App beside `outdir` and `stack_traces`": (
        lambda: Program(context={"own": 1}),
        lambda _: None,
    ),
    "assets that are folders, archives or relative paths": (Program, packed),
    "annotations, but with `App(stack_traces=False)`": (
        Program,
        lambda made: Annotations.of(made.bucket).add_warning("said"),
    ),
    "backends other than S3 and local": (Program, lambda made: GcsBackend(made.stack, bucket="b") and None),
    "classes that override members of cdktf's": (Program, lambda made: Named(made.app, "named") and None),
    "`Testing`": (Program, lambda made: Testing.synth(made.stack)),
    "`xxx_input` of blocks": (Program, block),
    "references to another application": (Program, another),
    "`Lazy` and resolvables written in Python": (Program, lazy),
    "an override that puts an object into a list": (Program, merged),
    "two elements with one logical id": (Program, same_id),
    "blocks within elements of a set": (Program, within_set),
    "texts with half of a pair of surrogates": (Program, halved),
    "texts with half of a pair of surrogates: an id": (
        Program,
        lambda made: S3Bucket(Construct(made.stack, "\ud83d"), "half").friendly_unique_id,
    ),
    "metadata, context and dependencies of a node": (Program, lambda made: len(made.bucket.node.metadata)),
    "iterators, `for_each` and dynamic blocks: of another application": (
        Program,
        in_python_too(of_an_iterator),
    ),
    "`TerraformCount`: of another application": (Program, in_python_too(of_a_count)),
    "`xxx_input` of blocks: of an argument": (
        Program,
        lambda made: Instance(made.stack, "i", ami="a").root_block_device.encrypted_input,
    ),
    f"{OF_NODE}: a stack": (
        Program,
        in_python_too(lambda made, other: made.stack.add_dependency(other.stack)),
    ),
    f"{OF_NODE}: a provider": (
        Program,
        in_python_too(lambda made, other: S3Bucket(made.stack, "b", provider=other.provider)),
    ),
    f"{OF_NODE}: a construct": (
        Program,
        lambda made: type(Aspects.of(cast("Any", Instance(made.stack, "i").root_block_device))).__name__,
    ),
    f"{OF_NODE}: a token": (
        Program,
        in_python_too(lambda made, other: made.bucket.add_override("tags.other", other.bucket.arn)),
    ),
    f"{OF_NODE}: a number": (
        Program,
        in_python_too(
            lambda made, other: made.bucket.add_override("tags.other", f"{Token.as_number(other.bucket.id)}")
        ),
    ),
    "dependencies on objects that are no elements": (
        Program,
        lambda made: S3Bucket(made.stack, "b", depends_on=[cast("Any", Depended())]) and None,
    ),
    "aspects of cdktf's own, as `MigrateIds`": (
        Program,
        in_python_too(lambda made, _: Aspects.of(made.stack).add(MigrateIds())),
    ),
    f"{IN_TEXT}: an object": (Program, shown(lambda made: f"a{Token.as_string({'a': made.bucket.arn})}b")),
    f"{IN_TEXT}: null": (Program, shown(lambda _: Fn.length_of(Token.null_value()))),
    f"{IN_TEXT}: a map": (Program, shown(lambda made: f"a{next(iter(made.bucket.tags_all))}")),
    "`None` in a list that is given to a function, but at its top": (
        Program,
        shown(lambda made: Fn.jsonencode({"a": [None, made.bucket.arn, 3]})),
    ),
    f"{OTHERS}: keys that are no texts": (Program, shown(lambda _: {1: {True: "a", None: 2, 1.5: 3}})),
    f"{OTHERS}: a number that no double holds": (Program, shown(lambda _: [10**400])),
    f"{OTHERS}: a map for blocks": (
        Program,
        lambda made: (
            SecurityGroup(made.stack, "g", ingress=[cast("Any", {"from_port": 1, "toPort": 2})]) and None
        ),
    ),
    f"{OTHERS}: a map for a provisioner": (
        Program,
        lambda made: (
            S3Bucket(
                made.stack,
                "b",
                provisioners=[cast("Any", {"type": "local-exec", "command": "ls", "working_dir": "x"})],
                connection=cast("Any", {"type": "ssh", "host": "x", "bastion_host": "y"}),
            )
            and None
        ),
    ),
    f"{OTHERS}: a map for a validation": (
        Program,
        lambda made: (
            TerraformVariable(
                made.stack, "v", validation=[cast("Any", {"condition": "a", "errorMessage": "b", "x": 1})]
            )
            and None
        ),
    ),
    f"{OTHERS}: a map for a condition": (
        Program,
        lambda made: (
            S3Bucket(
                made.stack,
                "b",
                lifecycle=TerraformResourceLifecycle(
                    precondition=[cast("Any", {"condition": "a", "errorMessage": "b"})]
                ),
            )
            and None
        ),
    ),
    f"{ANY}: a token of nothing": (Program, shown(lambda _: {"a": Token.as_string(None), "b": 1})),
    "an override of `__proto__`": (Program, lambda made: made.bucket.add_override("__proto__.x", 1)),
    "a hint for the name of a token": (Program, shown(lambda _: Token.as_string(1, display_hint="hint"))),
    f"{OTHERS}: a text": (Program, lambda made: S3Bucket(made.stack, "b", bucket=Text("text")) and None),
    f"{OTHERS}: a list": (
        Program,
        lambda made: (
            IamPolicyAttachment(made.stack, "b", name="n", policy_arn="p", users=Names(["u"])) and None
        ),
    ),
    f"{OTHERS}: a map": (
        Program,
        lambda made: SecurityGroup(made.stack, "g", ingress=[OrderedDict(from_port=1, to_port=2)]) and None,
    ),
    f"{ANY}: a property": (Program, lambda made: made.provider.region),
    f"{ANY}: setting": (Program, lambda made: setattr(made.provider, "region", "eu-north-1")),
    f"{ANY}: a method": (Program, lambda made: made.bucket.to_terraform()),
    f"{ANY}: a static method": (Program, lambda made: App.is_app(made.app)),
    f"{ANY}: a static property": (Program, lambda _: DataTerraformRemoteState.TF_RESOURCE_TYPE),
    f"{ANY}: without a scope": (
        Program,
        lambda made: CloudBackend(made.stack, organization="o", workspaces=NamedCloudWorkspace("w")) and None,
    ),
    f"{ANY}: a class without arguments": (Program, lambda _: MigrateIds() and None),
    f"{ANY}: a class of a provider": (
        Program,
        lambda made: (
            InstanceRootBlockDeviceOutputReference(made.bucket, "root_block_device").to_string() and None
        ),
    ),
}
"""By row, and after a colon what there is of it besides: what makes an application, and what is done with it."""


def main() -> None:
    answers: dict[str, Any] = {}
    for name in sys.argv[1:] or LEFT:
        make, do = LEFT[name]
        with contextlib.redirect_stderr(io.StringIO()) as said, noted_refusals() as places:
            program = make()
            answer = do(program)
            answers[name] = [answer, program.written(), said.getvalue(), places]
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
