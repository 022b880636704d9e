"""The client environment reaches the embedded AWS and nothing else."""

import os
import subprocess
import sys

import pytest

from operations.common.embedded_engine.client import client_environment, without_aws
from operations.common.embedded_engine.engine_record import EngineRecord

ENGINE = EngineRecord(pid=1, create_time=0.0, port=4999, token="t", started_at="")


@pytest.mark.parametrize(
    "name",
    [
        "AWS_PROFILE",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_CA_BUNDLE",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ENDPOINT_URL_S3",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http_proxy_user",
    ],
)
def test_nothing_of_the_engineers_aws_remains(name: str) -> None:
    environment = client_environment(ENGINE, {name: "theirs"})
    assert (name in environment) is not name.startswith("AWS_")


def test_credentials_and_files_are_the_emulators() -> None:
    environment = client_environment(ENGINE, {"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_CONFIG_FILE": "/real"})
    assert environment["AWS_ACCESS_KEY_ID"] == environment["AWS_SECRET_ACCESS_KEY"] == "test"
    assert environment["AWS_CONFIG_FILE"] == environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4999"


def test_the_rest_of_the_environment_is_kept() -> None:
    environment = client_environment(ENGINE, {"PATH": "/bin", "HTTPS_PROXY": "http://proxy:1"})
    assert (environment["PATH"], environment["HTTPS_PROXY"]) == ("/bin", "http://proxy:1")


def test_only_hosts_below_loopback_go_through_the_engine() -> None:
    environment = client_environment(
        ENGINE, {"http_proxy": "http://proxy:1", "NO_PROXY": "a.example, 127.0.0.1"}
    )
    assert environment["HTTP_PROXY"] == environment["http_proxy"] == ENGINE.endpoint
    assert environment["NO_PROXY"] == environment["no_proxy"] == "a.example"


def test_an_exemption_of_everything_is_honoured_for_https_alone() -> None:
    environment = client_environment(ENGINE, {"https_proxy": "http://proxy:1", "no_proxy": "*"})
    assert "https_proxy" not in environment
    assert environment["NO_PROXY"] == ""


def test_the_inherited_environment_is_not_changed() -> None:
    inherited = {"AWS_PROFILE": "theirs"}
    client_environment(ENGINE, inherited)
    assert inherited == {"AWS_PROFILE": "theirs"}


@pytest.mark.parametrize(
    "name",
    [
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_CA_BUNDLE",
    ],
)
def test_without_aws_no_variable_of_it_is_left_but_those_that_lead_nowhere(name: str) -> None:
    inherited = {name: "theirs", "AWS_CONFIG_FILE": "/theirs", "AWS_EC2_METADATA_DISABLED": "false"}
    assert without_aws(inherited) == {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert inherited[name] == "theirs"


def test_without_aws_the_rest_is_kept_as_it_is() -> None:
    inherited = {"PATH": "/bin", "HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "a.example", "MY_AWS_NOTE": "x"}
    kept = without_aws(inherited)
    assert {name: value for name, value in kept.items() if not name.startswith("AWS_")} == inherited


def test_without_aws_boto3_finds_no_credentials_and_asks_no_metadata_service() -> None:
    code = "import boto3; print(boto3.Session().get_credentials(), boto3.Session().profile_name)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=without_aws({"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_SECRET_ACCESS_KEY": "s", "HOME": os.devnull}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("None default\n", "")


def test_boto3_and_s3_control_reach_the_engine_with_nothing_else_set(engine: EngineRecord) -> None:
    code = (
        "import boto3; account = boto3.client('sts').get_caller_identity()['Account']; print(account);"
        "print(boto3.client('s3control').list_access_points(AccountId=account)['AccessPointList'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=client_environment(engine, {"AWS_PROFILE": "unknown", "HOME": os.devnull}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("123456789012\n[]\n", "")
