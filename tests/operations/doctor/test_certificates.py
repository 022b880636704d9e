"""A company's certificates: files that cannot be read and tools that were not told of them are named."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from operations.doctor.certificates import NEEDED, certificates
from operations.doctor.finding import Finding, State

ROOT = Path(__file__).resolve().parents[3]


def only(environment: dict[str, str]) -> Finding:
    (found,) = certificates(environment)
    return found


@pytest.fixture
def file(tmp_path: Path) -> str:
    made = tmp_path / "company.pem"
    made.write_text("-----BEGIN CERTIFICATE-----\n")
    return str(made)


def test_all_that_set_up_needs_is_enough(file: str) -> None:
    assert only(dict.fromkeys(NEEDED, file)).state is State.OK
    assert only({"UV_SYSTEM_CERTS": "1", "PIP_CERT": file, "NODE_EXTRA_CA_CERTS": file}).state is State.OK
    assert only({}).found == "no proxy"


@pytest.mark.parametrize("untold", NEEDED)
def test_a_tool_that_was_not_told_is_named(file: str, untold: str) -> None:
    found = only({name: file for name in NEEDED if name != untold})
    assert found.state is State.WARNING
    assert f"{untold} is not" in found.found
    assert untold in found.remedy


def test_a_proxy_without_certificates_names_every_variable() -> None:
    found = only({"HTTPS_PROXY": "http://proxy.example.com:8080"})
    assert found.state is State.WARNING
    for name in ("UV_SYSTEM_CERTS=1", "UV_NATIVE_TLS=1", "PIP_CERT=FILE", "NODE_EXTRA_CA_CERTS=FILE"):
        assert name in found.remedy


@pytest.mark.parametrize("name", ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    found = only({name: str(tmp_path / "none.pem")})
    assert (found.state, found.found) == (
        State.MISSING,
        f"{name} names {tmp_path}/none.pem, which cannot be read",
    )
    (tmp_path / "empty.pem").write_text("")
    assert only({name: str(tmp_path / "empty.pem")}).state is State.MISSING


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("error: invalid peer certificate: UnknownIssuer", True),
        ("error: Failed to fetch: connection refused", False),
    ],
)
def test_set_up_names_the_variables_where_a_certificate_is_not_trusted(
    tmp_path: Path, said: str, named: bool
) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/setup", tmp_path / "scripts")
    for name in (
        "uv.lock",
        "package-lock.json",
        "pyproject.toml",
        "lakehouse/pyproject.toml",
        "lakehouse/hatch_build.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    tools = tmp_path / "tools"
    tools.mkdir()
    uv = tools / "uv"
    uv.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "uv 0.13.9" && exit\necho "{said}" >&2\nexit 2\n')
    uv.chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "scripts/setup")],
        env=os.environ | {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, said in done.stderr) == (1, True)
    for name in ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
        assert (name in done.stderr) is named
