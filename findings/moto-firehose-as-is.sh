#!/usr/bin/env bash
# moto 5.2.5 writes what Firehose delivers uncompressed, under the text of its prefix expressions, with no delimiter.
#
# Versions: moto 5.2.5, boto3 1.42 (any that moto takes).
# Expected: of a stream with GZIP, the prefix `trades/date=!{timestamp:yyyy-MM-dd}/` and AppendDelimiterToRecord, a
#   compressed object under the day, a line for each record, as Amazon Data Firehose writes; or a refusal.
# Seen: the settings are kept and read back, and change nothing: the prefix is written as it stands, with the default
#   `yyyy/MM/dd/HH/` behind it, which Firehose leaves out where a prefix has expressions, and the records lie joined.
# Why it matters: a test that sends records and reads the object learns that the reader works without decompressing
#   and finds no partition, while a reader that is right fails; a rule on `trades/date=2026-` never matches.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[s3,firehose]==5.2.5'
cat >"$place/look.py" <<'PY'
import boto3
from moto import mock_aws

with mock_aws():
    keys = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    s3, firehose = boto3.client("s3", **keys), boto3.client("firehose", **keys)
    s3.create_bucket(Bucket="lake")
    appended = {
        "Type": "AppendDelimiterToRecord",
        "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\\n"}],
    }
    firehose.create_delivery_stream(
        DeliveryStreamName="trades",
        DeliveryStreamType="DirectPut",
        ExtendedS3DestinationConfiguration={
            "BucketARN": "arn:aws:s3:::lake",
            "RoleARN": "arn:aws:iam::123456789012:role/delivery",
            "Prefix": "trades/date=!{timestamp:yyyy-MM-dd}/",
            "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
            "CompressionFormat": "GZIP",
            "ProcessingConfiguration": {"Enabled": True, "Processors": [appended]},
        },
    )
    records = [{"Data": b'{"n": 1}'}, {"Data": b'{"n": 2}'}]
    firehose.put_record_batch(DeliveryStreamName="trades", Records=records)
    described = firehose.describe_delivery_stream(DeliveryStreamName="trades")["DeliveryStreamDescription"]
    kept = described["Destinations"][0]["ExtendedS3DestinationDescription"]
    print("kept:", kept["CompressionFormat"], kept["Prefix"])
    for each in s3.list_objects_v2(Bucket="lake").get("Contents", []):
        body = s3.get_object(Bucket="lake", Key=each["Key"])["Body"].read()
        print("key:", each["Key"].partition("trades-")[0], "body:", body)
PY
"$place/venv/bin/python" "$place/look.py" >"$place/seen"
cat "$place/seen"
grep -qF 'kept: GZIP trades/date=!{timestamp:yyyy-MM-dd}/' "$place/seen"
grep -qE "^key: trades/date=!\{timestamp:yyyy-MM-dd\}/[0-9/]* body: b'\{\"n\": 1\}\{\"n\": 2\}'$" "$place/seen"
echo 'as described'
