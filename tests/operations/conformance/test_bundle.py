"""Whoever the bundle's jobs run as may read its files, in every target."""

from pathlib import Path

import pytest
import yaml

from operations.common.errors import InputError
from operations.conformance.bundle import FILE, bundle_violations, target_violations
from tests.support.locked import ROOT

RUNS = "${var.run_as_service_principal}"


def bundle(folder: Path, **document: object) -> Path:
    file = folder / FILE
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump({"run_as": {"service_principal_name": RUNS}, **document}))
    return folder


def permitted(name: str) -> list[dict[str, str]]:
    return [{"level": "CAN_VIEW", "service_principal_name": name}]


def test_the_projects_bundle_is_read() -> None:
    assert list(bundle_violations(ROOT)) == []


@pytest.mark.parametrize(
    "target",
    [
        {},
        {"permissions": permitted("another")},
        {"permissions": [{"level": "CAN_MANAGE", "group_name": "platform-admins"}]},
    ],
)
def test_a_target_that_the_run_as_principal_cannot_read_is_found(
    target: dict[str, object], tmp_path: Path
) -> None:
    root = bundle(tmp_path, targets={"dev": {"permissions": permitted(RUNS)}, "prod": target})
    (found,) = bundle_violations(root)
    assert (found.check, found.address) == ("run-as.bundle", f"{FILE}:targets.prod")


def test_a_permission_of_the_whole_bundle_counts(tmp_path: Path) -> None:
    assert not list(bundle_violations(bundle(tmp_path, permissions=permitted(RUNS), targets={"dev": {}})))


def test_an_environment_without_a_target_is_found(tmp_path: Path) -> None:
    assert not list(target_violations(ROOT, ["dev", "test", "prod"]))
    root = bundle(tmp_path, targets={"dev": {}, "prod": {}})
    (found,) = target_violations(root, ["dev", "stage", "prod"])
    assert (found.check, found.given, found.allowed) == ("bundle.target", "dev, prod", "a target stage")


def test_a_checkout_without_a_bundle_has_none_to_judge(tmp_path: Path) -> None:
    assert not list(bundle_violations(tmp_path))
    assert not list(target_violations(tmp_path, ["dev"]))


def test_a_bundle_that_cannot_be_read_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("targets: [")
    with pytest.raises(InputError, match="is not a readable bundle"):
        list(bundle_violations(tmp_path))
