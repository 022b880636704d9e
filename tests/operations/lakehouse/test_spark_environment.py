"""Spark comes with its Java in an environment of its own; where it can't be installed, the error says why."""

import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import OperationError
from operations.common.project import project_root
from operations.lakehouse import spark_environment as module
from operations.lakehouse.spark_environment import spark_environment


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("spark")
def test_its_java_runs_and_comes_from_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    shown = CliRunner().invoke(app, ["lakehouse", "java", "--home"])
    home = Path(shown.stdout.strip())
    assert home.is_relative_to(project_root() / ".anthill" / "spark")
    told = subprocess.run(
        [home / "bin" / "java", "-version"], capture_output=True, text=True, check=True
    ).stderr
    assert 'version "25' in told
    said: list[str] = []
    found = spark_environment(said.append)
    assert said == [], "it is installed once"
    assert found.java_home == home
    lock = (project_root() / "uv.lock").read_text()
    assert f'name = "pyspark"\nversion = "{found.version}"' in lock


def test_the_script_starts_the_class_with_what_spark_reaches_into() -> None:
    script = (spark_environment(print).spark_home / "bin" / "spark-submit").read_text()
    assert "add-modules" not in script
    assert script.count("--add-opens=java.base/") == len(module.OPENED)


def test_what_uv_says_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho \"sync $*\" >&2\necho 'error: no index' >&2\nexit 2\n")
    uv.chmod(0o755)

    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin:/bin")
    said: list[str] = []
    with pytest.raises(OperationError, match=r"(?s)--only-group spark.*error: no index.*UV_INDEX_URL"):
        spark_environment(said.append)
    assert said
    uv.unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperationError, match="make setup"):
        spark_environment(said.append)
