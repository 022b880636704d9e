"use strict";
// The graph of graph.py as a TypeScript program would build it, with deep imports.
const { App, TerraformStack } = require("cdktf");
const { CloudwatchLogGroup } = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const { IamRole } = require("@cdktf/provider-aws/lib/iam-role");
const { KmsKey } = require("@cdktf/provider-aws/lib/kms-key");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { S3Bucket } = require("@cdktf/provider-aws/lib/s3-bucket");
const { S3BucketPublicAccessBlock } = require("@cdktf/provider-aws/lib/s3-bucket-public-access-block");
const { S3BucketVersioningA } = require("@cdktf/provider-aws/lib/s3-bucket-versioning");
const { DatabricksProvider } = require("@cdktf/provider-databricks/lib/provider");
const { SecretScope } = require("@cdktf/provider-databricks/lib/secret-scope");

const app = new App();
for (const name of ["first", "second", "third"]) {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const key = new KmsKey(stack, "key", { enableKeyRotation: true });
  new CloudwatchLogGroup(stack, "logs", { name: `/${name}`, kmsKeyId: key.arn });
  for (let number = 0; number < 2; number++) {
    new IamRole(stack, `role_${number}`, { name: `${name}-${number}`, assumeRolePolicy: "{}" });
  }
  for (let number = 0; number < 10; number++) {
    const bucket = new S3Bucket(stack, `bucket_${number}`, { bucket: `${name}-${number}` });
    new S3BucketVersioningA(stack, `versioning_${number}`, {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketPublicAccessBlock(stack, `block_${number}`, { bucket: bucket.id, blockPublicAcls: true });
  }
  new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
  for (let number = 0; number < 3; number++) {
    new SecretScope(stack, `scope_${number}`, { name: `${name}-${number}` });
  }
}
app.synth();
