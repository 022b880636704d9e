"""The smoke test asks the environment's own workspace, whatever the variables name."""

import os
from pathlib import Path

import pytest
from databricks.sdk import config as sdk

from environments.catalogue import ENVIRONMENTS
from operations.common.databricks_sign_in import workspace_url
from operations.common.errors import InputError
from operations.smoke.workspace import workspace_client

LOCAL, DEV = (next(each for each in ENVIRONMENTS if each.name.value == name) for name in ("local", "dev"))


def _asks_nobody(_config: sdk.Config) -> None:
    """Leave the workspace alone."""


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials of Databricks, from no source, and no question to a workspace that is not there."""
    for name in list(os.environ):
        if name.startswith("DATABRICKS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sdk.Config, "_resolve_host_metadata", _asks_nobody)


def test_the_address_is_that_of_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_TOKEN", "t")
    assert workspace_client(DEV).config.host == workspace_url(DEV)


def test_who_is_not_signed_in_is_told_how() -> None:
    with pytest.raises(
        InputError, match=rf"nobody is signed in at {workspace_url(DEV)}: .*databricks auth login"
    ):
        workspace_client(DEV)


def test_a_workspace_that_is_not_registered_is_said() -> None:
    with pytest.raises(InputError, match=r"local has no workspace in its configuration: copy the outputs"):
        workspace_client(LOCAL)
