#!/usr/bin/env bash
# moto 5.2.5 takes a lifecycle rule with a size filter and keeps it without: the rule then covers every object.
#
# Versions: moto 5.2.5, boto3 1.42 (any that moto takes).
# Expected: PutBucketLifecycleConfiguration with ObjectSizeGreaterThan answers 200, and the rule that is read back has the
#   filter, as on Amazon S3 since 2021; or the call is refused as not implemented.
# Seen: 200, and a rule whose filter has the prefix alone. A bare ObjectSizeGreaterThan comes back as an empty filter.
# Why it matters: against the stand-in Terraform sees a difference after each apply, and whoever reads the rules to learn
#   what expires is told that small objects go too, which on AWS they do not.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[s3]==5.2.5'
cat >"$place/look.py" <<'PY'
import boto3
from moto import mock_aws


def kept(given: dict) -> dict:
    """Return the filter of a rule as it is read back."""
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        s3.create_bucket(Bucket="lake")
        rule = {"ID": "old", "Status": "Enabled", "Filter": given, "Expiration": {"Days": 30}}
        s3.put_bucket_lifecycle_configuration(Bucket="lake", LifecycleConfiguration={"Rules": [rule]})
        (read,) = s3.get_bucket_lifecycle_configuration(Bucket="lake")["Rules"]
        return read["Filter"]


for given in (
    {"ObjectSizeGreaterThan": 1},
    {"And": {"Prefix": "landing/", "ObjectSizeGreaterThan": 1}},
):
    read = kept(given)
    print("given:", given, "read back:", read)
    assert "ObjectSizeGreaterThan" not in str(read), "the filter is kept now"
PY
"$place/venv/bin/python" "$place/look.py"
echo 'as described: the size filter is dropped'
