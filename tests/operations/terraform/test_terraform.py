"""Which Terraform runs, and the locked one as a command."""

import json
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from operations.common.errors import InputError
from operations.terraform.binary import find_terraform, write_launcher

CONFIGURATION = """
variable "text" {
  default = "first"
}
resource "terraform_data" "kept" {
  input = var.text
}
resource "terraform_data" "slow" {
  count = var.text == "slow" ? 1 : 0
  provisioner "local-exec" {
    command = "touch started; exec sleep 60"
  }
}
output "text" {
  value = terraform_data.kept.output
}
"""


def fake(folder: Path, version: str, name: str = "terraform") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / name
    script.write_text(f"#!/bin/sh\necho '{json.dumps({'terraform_version': version})}'\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


@pytest.mark.parametrize("version", ["1.10.0", "1.11.4", "1.99.0-beta1"])
def test_a_suitable_one_on_path_is_taken(tmp_path: Path, version: str) -> None:
    script = fake(tmp_path / "bin", version)
    assert find_terraform({"PATH": str(script.parent)}, tmp_path / "home") == script
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("version", ["1.9.8", "0.15.0", "2.0.0", "unknown"])
def test_an_unsuitable_one_is_passed_over(tmp_path: Path, version: str) -> None:
    unsuitable = fake(tmp_path / "first", version)
    assert find_terraform({"PATH": str(unsuitable.parent)}, tmp_path) == tmp_path / "bin" / "terraform"
    later = fake(tmp_path / "second", "1.11.0")
    path = os.pathsep.join(map(str, (unsuitable.parent, later.parent)))
    assert find_terraform({"PATH": path}, tmp_path) == later


def test_the_explicit_one_comes_first(tmp_path: Path) -> None:
    on_path = fake(tmp_path / "bin", "1.11.0")
    other = fake(tmp_path, "1.12.0", "other")
    tofu = fake(tmp_path / "bin", "1.10.6", "tofu")
    path = str(on_path.parent)
    assert find_terraform({"PATH": path, "ANTHILL_TERRAFORM": str(other)}, tmp_path) == other
    assert find_terraform({"PATH": path, "TERRAFORM_BINARY_NAME": "tofu"}, tmp_path) == tofu
    both = {"PATH": path, "ANTHILL_TERRAFORM": str(other), "TERRAFORM_BINARY_NAME": "tofu"}
    assert find_terraform(both, tmp_path) == other


@pytest.mark.parametrize(
    ("version", "said"), [("1.9.0", "is 1.9.0"), ("2.0.0", "is 2.0.0"), (None, "is no Terraform that runs")]
)
def test_an_unsuitable_explicit_one_is_refused(tmp_path: Path, version: str | None, said: str) -> None:
    named = tmp_path / "nothing" if version is None else fake(tmp_path, version)
    with pytest.raises(InputError, match=rf"ANTHILL_TERRAFORM: '{named}' {said}; needed is 1\.10 or newer"):
        find_terraform({"PATH": "", "ANTHILL_TERRAFORM": str(named)}, tmp_path)


@pytest.fixture
def terraform(tmp_path: Path) -> Path:
    # A space and a dollar sign in the path are the shell's to mistake.
    return write_launcher(tmp_path / "a home with $HOME")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "main.tf").write_text(CONFIGURATION)
    return folder


def run(terraform: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(terraform), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_locked_one_applies_with_exact_arguments_and_exit_codes(terraform: Path, folder: Path) -> None:
    assert find_terraform({"PATH": str(terraform.parent)}, terraform.parents[1]) == terraform
    assert run(terraform, folder, "init").returncode == 0
    text = "two words \"quoted\" 'twice' $HOME \\ end"
    apply = run(terraform, folder, "apply", "-auto-approve", "-no-color", f"-var=text={text}")
    assert "Apply complete! Resources: 1 added" in apply.stdout
    assert json.loads(run(terraform, folder, "output", "-json", "text").stdout) == text
    assert run(terraform, folder, "plan", "-detailed-exitcode", f"-var=text={text}").returncode == 0
    assert run(terraform, folder, "plan", "-detailed-exitcode").returncode == 2
    failed = run(terraform, folder, "output", "-no-color", "unknown")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert 'Output "unknown" not found' in failed.stderr


def test_the_locked_one_ends_gracefully_on_ctrl_c(terraform: Path, folder: Path) -> None:
    run(terraform, folder, "init")
    with subprocess.Popen(
        [str(terraform), "apply", "-auto-approve", "-no-color", "-var=text=slow"],
        cwd=folder,
        env={"PATH": os.defpath, "CHECKPOINT_DISABLE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as applying:
        assert applying.stdout is not None
        limit = time.monotonic() + 30
        while not (folder / "started").exists():
            assert time.monotonic() < limit
            time.sleep(0.05)
        applying.send_signal(signal.SIGINT)
        assert "Gracefully shutting down" in applying.stdout.read()
        assert applying.wait(30) == 1
    state = json.loads((folder / "terraform.tfstate").read_text())
    assert {resource["name"] for resource in state["resources"]} >= {"kept"}
    assert not (folder / ".terraform.tfstate.lock.info").exists()
