"""Does each thing that is left to Node in an application of its own; prints what was written and what was said."""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fast_bindings

fast_bindings.install()

from cdktf import (  # noqa: E402
    Annotations,
    App,
    AssetType,
    Fn,
    GcsBackend,
    Lazy,
    TerraformAsset,
    TerraformCount,
    TerraformHclModule,
    TerraformIterator,
    TerraformOutput,
    TerraformStack,
    Testing,
    Token,
)
from cdktf_cdktf_provider_aws.instance import Instance, InstanceRootBlockDevice  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress  # noqa: E402
from cdktf_cdktf_provider_aws.waf_regex_match_set import WafRegexMatchSet  # noqa: E402
from constructs import Construct  # noqa: E402

OF_PROCESS = re.compile(r"/[\w./-]*/(jsii-kernel-\w+|tmp\w+)/")
"""Where jsii unpacks itself, as stack traces have it."""
HERE = Path(__file__).parent


class Named(TerraformStack):
    """A stack that names elements itself."""

    def _allocate_logical_id(self, tf_element: Any) -> str:
        return f"own-{tf_element.node.id}"


class Program:
    """An application with a bucket, which goes on whoever does it."""

    def __init__(self, **options: Any) -> None:
        self.app = App(outdir=tempfile.mkdtemp(), **options)
        self.stack = TerraformStack(self.app, "stack")
        AwsProvider(self.stack, "aws", region="eu-west-1")
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
        os.environ.update(values)
        try:
            return Program()
        finally:
            for name in values:
                del os.environ[name]

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
    "metadata, context and dependencies of a node": (Program, lambda made: len(made.bucket.node.metadata)),
}


def main() -> None:
    answers: dict[str, Any] = {}
    for name in sys.argv[1:] or LEFT:
        make, do = LEFT[name]
        with contextlib.redirect_stderr(io.StringIO()) as said:
            program = make()
            answer = do(program)
            answers[name] = [answer, program.written(), said.getvalue()]
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
