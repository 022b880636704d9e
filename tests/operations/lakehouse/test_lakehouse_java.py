"""A Java that runs Spark is found; of any other it is said why not, and how to get one."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import OperationError
from operations.lakehouse import java
from operations.lakehouse.java import find_java

MAKEFILE = Path(__file__).parents[3] / "Makefile"


def runtime(folder: Path, version: str, modules: str = "java.base\njdk.incubator.vector") -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(
        f"#!/bin/sh\ncase $1 in --list-modules) echo '{modules}';; "
        f"*) echo 'openjdk version \"{version}\" 2025' >&2;; esac\n"
    )
    program.chmod(0o755)
    return folder


def test_java_home_comes_first(tmp_path: Path) -> None:
    home = runtime(tmp_path / "a", "21.0.1")
    other = runtime(tmp_path / "b", "17.0.15")
    found = find_java({"JAVA_HOME": str(home), "PATH": str(other / "bin")}, places=())
    assert (found.home, found.version) == (home, 21)


def test_what_is_unfit_is_passed_over(tmp_path: Path) -> None:
    old = runtime(tmp_path / "old", "1.8.0_402")
    trimmed = runtime(tmp_path / "trimmed", "21.0.8", modules="java.base")
    fit = runtime(tmp_path / "jvm" / "fit", "25.0.3")
    found = find_java(
        {"JAVA_HOME": str(old), "PATH": str(trimmed / "bin")}, places=(str(tmp_path / "jvm" / "*"),)
    )
    assert (found.home, found.version) == (fit, 25)


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ("ID=debian\n", "sudo apt-get install -y openjdk-17-jre-headless"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt-get install -y openjdk-17-jre-headless"),
        ("ID=fedora\n", "sudo dnf install -y java-21-openjdk-headless"),
        ("ID=arch\n", "https://adoptium.net"),
    ],
)
def test_without_one_the_error_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str, command: str
) -> None:
    file = tmp_path / "os-release"
    file.write_text(release)
    monkeypatch.setattr(java, "OS_RELEASE", file)
    monkeypatch.setattr("sys.platform", "linux")
    old = runtime(tmp_path / "old", "11.0.2")
    with pytest.raises(OperationError) as caught:
        find_java({"JAVA_HOME": str(old), "PATH": ""}, places=())
    assert "is Java 11" in str(caught.value)
    assert command in str(caught.value)


def test_mac_and_windows_have_their_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform, command in (("darwin", "brew install"), ("win32", "winget install")):
        monkeypatch.setattr("sys.platform", platform)
        with pytest.raises(OperationError, match=command):
            find_java({"PATH": ""}, places=())


def test_the_command_prints_the_folder_for_those_who_start_spark() -> None:
    shown = CliRunner().invoke(app, ["lakehouse", "java", "--home"])
    assert shown.stdout == f"{find_java().home}\n"
    assert f"Java {find_java().version} in " in CliRunner().invoke(app, ["lakehouse", "java"]).stdout


def test_tests_are_not_begun_without_java(tmp_path: Path) -> None:
    """The verb stops with the command that fixes it, before a single test is run."""
    recipe = next(line for line in MAKEFILE.read_text().splitlines() if "pytest --numprocesses" in line)
    script = recipe.strip().removeprefix("@").replace("$$", "$")
    for name, text in (
        ("anthill", "#!/bin/sh\necho 'Spark needs Java' >&2\nexit 1\n"),
        ("pytest", f"#!/bin/sh\ntouch {tmp_path}/begun\n"),
    ):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "Spark needs Java" in done.stderr) == (1, True)
    assert not (tmp_path / "begun").exists()
