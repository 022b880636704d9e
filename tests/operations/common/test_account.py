"""Before a command reaches a real account: its endpoints, its credentials, its number."""

import os
from pathlib import Path

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from operations.common.account import check_account
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.endpoints import is_loopback, refuse_emulator_settings
from operations.common.errors import InputError, OperationError

DEV = next(environment for environment in ENVIRONMENTS if environment.name.value == "dev")
ALLOWED = {"ANTHILL_ALLOW_LOOPBACK_ENDPOINT": "1"}


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials, from no source."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def somebody(request: pytest.FixtureRequest, engine: EngineRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody in account 123456789012, as the embedded AWS sees it."""
    request.getfixturevalue("nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", engine.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def in_account(number: str) -> EnvironmentConfig:
    return DEV.model_copy(update={"account": DEV.account.model_copy(update={"id": number})})


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://127.9.9.9", True),
        ("http://localhost:4566", True),
        ("https://s3.localhost.", False),
        ("http://s3.localhost", True),
        ("http://[::1]:4566", True),
        ("http://0.0.0.0:4566", True),
        ("127.0.0.1:4566", True),
        ("https://sts.eu-west-1.amazonaws.com", False),
        ("https://10.0.0.5", False),
        ("", False),
    ],
)
def test_loopback(url: str, *, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_an_endpoint_on_this_machine_is_refused(name: str) -> None:
    given = {name: "http://127.0.0.1:4566"}
    with pytest.raises(InputError, match=rf"{name}=http://127\.0\.0\.1:4566 leads to this machine"):
        refuse_emulator_settings(given)
    refuse_emulator_settings(given | ALLOWED)
    refuse_emulator_settings({name: "https://vpce-1.s3.eu-west-1.vpce.amazonaws.com"})


@pytest.mark.usefixtures("nobody")
def test_without_credentials_it_says_how_to_sign_in() -> None:
    with pytest.raises(InputError, match=r"anthill-dev: no usable AWS credentials .*aws sso login"):
        check_account([DEV], {})


@pytest.mark.usefixtures("nobody")
def test_an_unknown_profile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with pytest.raises(InputError, match="nowhere"):
        check_account([DEV], {})


@pytest.mark.usefixtures("nobody")
def test_a_profile_that_leads_to_this_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nendpoint_url = http://localhost:4566\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(InputError, match="leads to http://localhost:4566, not to AWS"):
        check_account([DEV], {})


@pytest.mark.usefixtures("somebody")
def test_the_right_account_passes() -> None:
    check_account([in_account("123456789012")], ALLOWED)


@pytest.mark.usefixtures("somebody")
def test_a_wrong_account_is_refused_with_both_numbers() -> None:
    with pytest.raises(InputError, match=f"belongs to account {DEV.account.id}.*of account 123456789012"):
        check_account([in_account("123456789012"), DEV], ALLOWED)


@pytest.mark.usefixtures("somebody")
def test_an_unreachable_aws_is_a_failure_not_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(OperationError, match="AWS cannot be reached") as error:
        check_account([DEV], ALLOWED)
    assert not isinstance(error.value, InputError)
