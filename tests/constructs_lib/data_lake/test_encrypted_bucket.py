"""EncryptedBucket cannot be built insecure."""

import inspect
import json

import pytest
from cdktf import TerraformStack

from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.data_lake.lifecycle import Retention, Tiering
from constructs_lib.protection import Protection
from tests.constructs_lib.conftest import Synth, sample_key, sample_log_bucket
from tests.support.place import sample_place
from tests.support.policy_evaluator import decide
from tests.support.template import Template


def bucket(stack: TerraformStack, retention: Retention | None = None) -> None:
    EncryptedBucket(
        stack,
        "data",
        name="sample-data",
        key=sample_key(stack),
        access_logs=sample_log_bucket(stack),
        retention=retention or Retention(days=None, noncurrent_days=30),
    )


@pytest.fixture
def template(synth: Synth) -> Template:
    return synth(bucket)


def test_default_encryption_is_the_customer_key_with_the_bucket_key(template: Template) -> None:
    rule = template.by_path("aws_s3_bucket_server_side_encryption_configuration", "/data/encryption")["rule"][
        0
    ]
    assert rule["bucket_key_enabled"] is True
    default = rule["apply_server_side_encryption_by_default"]
    assert default["sse_algorithm"] == "aws:kms"
    assert default["kms_master_key_id"].startswith("${aws_kms_key.")


def test_every_public_access_block_is_on(template: Template) -> None:
    block = template.by_path("aws_s3_bucket_public_access_block", "/data/public_access_block")
    assert {key for key, value in block.items() if value is True} == {
        "block_public_acls",
        "block_public_policy",
        "ignore_public_acls",
        "restrict_public_buckets",
    }


def test_versions_owner_and_access_logs(template: Template) -> None:
    assert template.by_path("aws_s3_bucket_versioning", "/data/versioning")["versioning_configuration"] == {
        "status": "Enabled"
    }
    rule = template.by_path("aws_s3_bucket_ownership_controls", "/data/ownership")["rule"]
    assert rule["object_ownership"] == "BucketOwnerEnforced"
    assert template.one("aws_s3_bucket_logging")["target_prefix"] == "sample-data/"


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ({"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}, "Implicit"),
        ({"aws:SecureTransport": "false"}, "Deny"),
        ({"aws:SecureTransport": "true", "s3:TlsVersion": "1.1"}, "Deny"),
        ({"aws:SecureTransport": "true", "s3:x-amz-server-side-encryption": "AES256"}, "Deny"),
        ({"aws:SecureTransport": "true", "s3:x-amz-server-side-encryption": "aws:kms"}, "Implicit"),
        (
            {
                "aws:SecureTransport": "true",
                "s3:x-amz-server-side-encryption": "aws:kms",
                "s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:eu-west-1:111122223333:key/other",
            },
            "Deny",
        ),
        (
            {"aws:SecureTransport": "true", "s3:x-amz-server-side-encryption-customer-algorithm": "AES256"},
            "Deny",
        ),
    ],
)
def test_policy_decides_on_transport_and_encryption(
    template: Template, context: dict[str, str], verdict: str
) -> None:
    policy = template.by_path("aws_s3_bucket_policy", "/data/policy")["policy"]
    caller = {"AWS": "arn:aws:iam::111122223333:role/writer"}
    resource = "arn:aws:s3:::sample-data/object"
    assert decide(policy, action="s3:PutObject", resource=resource, caller=caller, context=context) == verdict


def test_policy_is_valid_json_with_the_key_as_reference(template: Template) -> None:
    policy = template.by_path("aws_s3_bucket_policy", "/data/policy")["policy"]
    document = json.loads(policy)
    (denial,) = [entry for entry in document["Statement"] if entry["Sid"] == "DenyOtherKey"]
    keys = denial["Condition"]["StringNotEquals"]["s3:x-amz-server-side-encryption-aws-kms-key-id"]
    assert any(key.startswith("${aws_kms_key.") for key in keys)


@pytest.mark.parametrize(
    ("retained", "allow", "forced", "prevented"),
    [
        (False, False, False, False),
        (False, True, True, False),
        (True, False, False, True),
        (True, True, False, True),
    ],
)
def test_two_keys_delete_data(
    synth: Synth, *, retained: bool, allow: bool, forced: bool, prevented: bool
) -> None:
    template = synth(bucket, sample_place(protection=Protection(retained=retained, allow_destroy=allow)))
    built = template.by_path("aws_s3_bucket", "/data/bucket")
    assert built["force_destroy"] is forced
    assert built.get("lifecycle", {}).get("prevent_destroy", False) is prevented


def test_life_cycle_follows_the_retention(synth: Synth) -> None:
    retention = Retention(
        days=400, noncurrent_days=9, tiering=(Tiering(after_days=30, storage_class="STANDARD_IA"),)
    )
    template = synth(lambda stack: bucket(stack, retention))
    (rule,) = template.by_path("aws_s3_bucket_lifecycle_configuration", "/data/lifecycle")["rule"]
    assert rule["expiration"] == [{"days": 400}]
    assert rule["transition"] == [{"days": 30, "storage_class": "STANDARD_IA"}]
    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": 9}]
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]


@pytest.mark.parametrize(
    ("expiring", "filters"),
    [
        ((), [[{"object_size_greater_than": 1}]]),
        (("a/",), [[{"and": [{"prefix": "a/", "object_size_greater_than": 1}]}]]),
    ],
)
def test_what_marks_a_place_never_expires(
    synth: Synth, expiring: tuple[str, ...], filters: list[list[dict[str, object]]]
) -> None:
    retention = Retention(days=400, noncurrent_days=9, expiring=expiring, marked=True)
    template = synth(lambda stack: bucket(stack, retention))
    whole, *others = template.by_path("aws_s3_bucket_lifecycle_configuration", "/data/lifecycle")["rule"]
    assert whole["expiration"] == [{"expired_object_delete_marker": True}]
    assert [rule["filter"] for rule in others] == filters
    assert [rule["expiration"] for rule in others] == [[{"days": 400}]]
    # S3 takes neither of the two in a rule with a size.
    assert not any("abort_incomplete_multipart_upload" in rule for rule in others)


def test_no_argument_switches_security_off() -> None:
    arguments = set(inspect.signature(EncryptedBucket.__init__).parameters)
    assert arguments == {
        "self",
        "scope",
        "id_",
        "name",
        "key",
        "access_logs",
        "retention",
        "statements",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        {"days": 0, "noncurrent_days": 1},
        {"days": None, "noncurrent_days": 0},
        {"days": 30, "noncurrent_days": 1, "tiering": (Tiering(after_days=30, storage_class="GLACIER"),)},
    ],
)
def test_impossible_retention_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"given|comes too late"):
        Retention(**arguments)  # pyright: ignore[reportArgumentType] - bad input on purpose
