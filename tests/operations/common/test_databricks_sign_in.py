"""Credentials of one Databricks workspace are never sent to another."""

from pathlib import Path

import pytest
from databricks.sdk.config import Config

from environments.catalogue import ENVIRONMENTS
from operations.common.databricks_sign_in import CREDENTIALS, check_sign_in, hosts_of, workspace_url
from operations.common.errors import InputError

HOSTS = {config.name.value: url for config in ENVIRONMENTS if (url := workspace_url(config))}
ACCOUNT = "https://accounts.cloud.databricks.com"
PROFILES = f"""
[DEFAULT]
host = {HOSTS["prod"]}

[dev]
host = {HOSTS["dev"]}/?o=1
token = t

[everywhere]
auth_type = databricks-cli
"""


@pytest.fixture
def profiles(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "databrickscfg"
    file.write_text(PROFILES)
    return {"DATABRICKS_CONFIG_FILE": str(file)}


def test_each_stack_calls_what_its_providers_have_as_hosts() -> None:
    found = {
        stack: hosts_of(stack, ENVIRONMENTS)
        for stack in ("anthill-dev", "anthill-dev-registration", "anthill-account", "anthill-dev-bootstrap")
    }
    assert found == {
        "anthill-dev": (HOSTS["dev"],),
        "anthill-dev-registration": (ACCOUNT, HOSTS["dev"]),
        "anthill-account": (ACCOUNT,),
        "anthill-dev-bootstrap": (),
    }


def test_every_credential_that_the_sdk_takes_of_the_environment_is_known() -> None:
    of_sdk = {each.env for each in Config.attributes() if each.auth and each.env}
    of_other_clouds = {name for name in of_sdk if name.startswith(("ARM_", "GOOGLE_"))}
    of_other_clouds |= {"DATABRICKS_AZURE_RESOURCE_ID", "DATABRICKS_GOOGLE_SERVICE_ACCOUNT"}
    assert set(CREDENTIALS) == of_sdk - of_other_clouds


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"DATABRICKS_TOKEN": "t"},
        {"DATABRICKS_HOST": HOSTS["dev"], "DATABRICKS_TOKEN": "t"},
        {"DATABRICKS_HOST": HOSTS["dev"].removeprefix("https://").upper() + "/"},
        {"DATABRICKS_CONFIG_PROFILE": "dev"},
        {"DATABRICKS_CONFIG_PROFILE": "everywhere"},
        {"DATABRICKS_AUTH_TYPE": "github-oidc", "DATABRICKS_CLIENT_ID": "00000000-0000-0000-0000-000000000000"},
    ],
    ids=str,
)  # fmt: skip
def test_credentials_of_the_workspace_pass(given: dict[str, str], profiles: dict[str, str]) -> None:
    check_sign_in("anthill-dev", [HOSTS["dev"]], profiles | given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"DATABRICKS_HOST": HOSTS["dev"]}, rf"DATABRICKS_HOST is {HOSTS['dev']}, but anthill-prod is at .*unset it"),
        ({"DATABRICKS_HOST": f"{HOSTS['prod']}.evil.example"}, "evil.example, but anthill-prod is at"),
        (
            {"DATABRICKS_CONFIG_PROFILE": "DEFAULT", "DATABRICKS_TOKEN": "t"},
            "names DEFAULT, and DATABRICKS_TOKEN set too: .*unset one or the other",
        ),
        ({"DATABRICKS_CONFIG_PROFILE": "dev"}, rf"names dev, which is of {HOSTS['dev']}.*auth login --host"),
        ({"DATABRICKS_CONFIG_PROFILE": "prod"}, "names prod, which .* has not; there are: DEFAULT, dev, everywhere"),
    ],
    ids=str,
)  # fmt: skip
def test_credentials_of_another_workspace_are_refused(
    given: dict[str, str], message: str, profiles: dict[str, str]
) -> None:
    with pytest.raises(InputError, match=message):
        check_sign_in("anthill-prod", [HOSTS["prod"]], profiles | given)


def test_where_nothing_is_called_nothing_is_asked_for() -> None:
    check_sign_in("anthill-dev-bootstrap", (), {"DATABRICKS_HOST": HOSTS["prod"]})


@pytest.mark.parametrize("content", [b"host = x", b"[dev\xff]", b"[dev]\n[dev]"])
def test_a_damaged_file_of_profiles_is_named(content: bytes, profiles: dict[str, str]) -> None:
    Path(profiles["DATABRICKS_CONFIG_FILE"]).write_bytes(content)
    with pytest.raises(InputError, match=r"databrickscfg cannot be read: .*unset DATABRICKS_CONFIG_PROFILE"):
        check_sign_in("anthill-dev", [HOSTS["dev"]], profiles | {"DATABRICKS_CONFIG_PROFILE": "dev"})
