"""An application of two providers, structs, references, an aspect and an override; prints what it loaded."""

import json
import sys
from typing import cast

import fast_bindings

fast_bindings.install()

import jsii  # noqa: E402
from cdktf import App, Aspects, IAspect, S3Backend, TerraformOutput, TerraformStack, Token  # noqa: E402
from cdktf_cdktf_provider_aws.iam_role import IamRole, IamRoleInlinePolicy  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (  # noqa: E402
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from cdktf_cdktf_provider_databricks.grants import Grants, GrantsGrant  # noqa: E402
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider  # noqa: E402
from constructs import IConstruct  # noqa: E402


@jsii.implements(IAspect)
class Tagging:
    """Counts buckets and tags them."""

    seen = 0

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, S3Bucket):
            Tagging.seen += 1
            node.tags = {"seen": str(Tagging.seen)}


def build(app: App, name: str, other: S3Bucket | None) -> S3Bucket:
    stack = TerraformStack(app, name)
    AwsProvider(
        stack, "aws", region="eu-west-1", default_tags=[AwsProviderDefaultTags(tags={"project": "x"})]
    )
    DatabricksProvider(stack, "databricks", host="https://example.invalid")
    S3Backend(stack, bucket="b", key=name, region="eu-west-1")
    bucket = S3Bucket(stack, "bucket", bucket=f"bucket-{name}")
    S3BucketVersioningA(
        stack,
        "versioning",
        bucket=bucket.id,
        versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
    )
    IamRole(
        stack,
        "role",
        assume_role_policy=json.dumps({"Resource": bucket.arn}),
        inline_policy=[IamRoleInlinePolicy(name="p", policy=Token.as_string(bucket.arn))],
    )
    Grants(stack, "grants", catalog="c", grant=[GrantsGrant(principal="p", privileges=["USE_CATALOG"])])
    TerraformOutput(stack, "other", value=other.arn if other else "none")
    Aspects.of(stack).add(Tagging())
    stack.add_override("terraform.backend.s3.use_lockfile", value=True)
    return bucket


def main() -> None:
    app = App()
    first = build(app, "first", None)
    build(app, "second", first)
    caught = []
    for wrong in (lambda: TerraformStack(app, "first"), lambda: S3Bucket(app, "x", bucket=cast("str", 1))):
        try:
            wrong()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
            caught.append(type(error).__name__)
    app.synth()
    modules = [name for name in sys.modules if name.startswith("cdktf_cdktf_provider_aws.")]
    sys.stdout.write(json.dumps({"modules": len(modules), "caught": caught, "seen": Tagging.seen}))


if __name__ == "__main__":
    main()
