"""`anthill config` as a process: what it loads, how it stops, what it says of a broken module."""

import fcntl
import shutil
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = "from operations.commands.config import config; config()"
WHOLE = "from operations.cli import main; main()"
HEAVY = ("boto3", "botocore", "cdktf", "constructs", "jsii", "moto")


def run(*arguments: str, code: str = RUN, home: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("arguments", [["check"], ["show", "dev"], ["schema"]])
def test_nothing_heavy_is_loaded(arguments: list[str]) -> None:
    watch = (
        "import atexit, sys\n"
        "def tell(): print('LOADED', *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "atexit.register(tell)\n"
    )
    result = run("config", *arguments, code=watch + WHOLE)
    assert result.returncode == 0
    loaded = set(result.stderr.split("LOADED ")[1].split())
    assert {"configuration", "environments", "operations", "pydantic"} <= loaded
    assert not loaded.intersection(HEAVY)


def test_bad_input_ends_the_whole_command_with_2(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text("[]", encoding="utf-8")
    result = run("config", "check", str(file), code=WHOLE)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{file}: holds no environment; given []; allowed: ")


def test_ctrl_c_ends_with_130_and_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WHOLE, "config", "check", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        # More than a pipe holds: once it is written, the command has begun to read, and waits for the rest.
        process.stdin.write(" " * 2**20)
        process.stdin.flush()
        # CPython notices a signal that comes between two reads only after the next: let it come inside one.
        while fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, b"\0\0\0\0") != b"\0\0\0\0":
            time.sleep(0.01)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the modules that a person may edit wrongly."""
    for package in ("configuration", "contracts", "environments", "operations"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def edit(project: Path, module: str, old: str, new: str) -> int:
    """Replace text in a module of environments and return its line number."""
    file = project / "environments" / module
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("arguments", [["check"], ["show", "prod"]])
def test_modules_that_disagree_are_refused(project: Path, arguments: list[str]) -> None:
    edit(project, "test.py", "10.20.0.0/16", "10.10.0.0/16")
    result = run(*arguments, home=project)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "test.network.cidr: overlaps dev.network.cidr; given 10.10.0.0/16; "
        "allowed: a block apart from 10.10.0.0/16 of dev; take a block that no other environment uses\n"
    )


def test_a_model_that_cannot_be_built_is_refused_with_file_and_line(project: Path) -> None:
    edit(project, "test.py", "deletion_window_days=14", "deletion_window_days=3")
    line = edit(project, "test.py", "keys=KeyConfig(", "keys=KeyConfig(")
    result = run("check", home=project)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"environments/test.py:{line} KeyConfig.deletion_window_days: is too small; given 3; "
        "allowed: a whole number from 7 to 30; give a value that is allowed\n"
    )


def test_a_value_given_to_a_shared_function_is_refused_where_it_is_given(project: Path) -> None:
    given = 'network("10.20.0.0/16", nat='
    line = edit(project, "test.py", given, 'network("10.20.0.0/24", nat=')
    result = run("check", home=project)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"environments/test.py:{line} NetworkConfig.cidr: has 256 addresses, the subnets"
    )


def test_a_rule_of_a_whole_environment_is_refused_with_file_and_line(project: Path) -> None:
    edit(
        project, "prod.py", "data_protection=DataProtection.RETAIN", "data_protection=DataProtection.DESTROY"
    )
    line = edit(
        project, "prod.py", "CONFIG: Final = EnvironmentConfig(", "CONFIG: Final = EnvironmentConfig("
    )
    result = run("check", home=project)
    assert result.returncode == 2
    assert result.stderr == (
        f"environments/prod.py:{line} EnvironmentConfig.data_protection: prod never destroys data; "
        "given destroy; allowed: retain; set it to retain\n"
    )


# What is edited wrongly in environments/dev.py, and what is said of that line.
UNREADABLE = {
    "a comma is missing": ("region=REGION,", "region=REGION", "is not Python (invalid syntax"),
    "an unknown keyword": (
        "standard_compute(spot=",
        "standard_compute(spott=",
        "cannot be run (TypeError: standard_compute() got an unexpected keyword argument 'spott'",
    ),
    "a source that there is none of": (
        "market_data(intraday_trades=",
        "market_data(intraday_trade=",
        "cannot be run (ValueError: no source intraday_trade; known are daily_prices, ",
    ),
    "an unknown name": ("region=REGION,", "region=REGIN,", "cannot be run (NameError: name 'REGIN' is not"),
    "no network": ("10.10.0.0/16", "10.10.0.1/16", "cannot be run (ValueError: 10.10.0.1/16 has host bits"),
}


@pytest.mark.parametrize("mistake", UNREADABLE)
def test_a_module_that_python_cannot_run_is_refused_in_one_line(project: Path, mistake: str) -> None:
    old, new, said = UNREADABLE[mistake]
    line = edit(project, "dev.py", old, new)
    result = run("config", "check", code=WHOLE, home=project)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"environments/dev.py:{line}: {said}")
    assert result.stderr.count("\n") == 1


def test_an_error_of_other_code_is_not_called_a_mistake_of_the_configuration(project: Path) -> None:
    file = project / "configuration" / "fleet.py"
    file.write_text(file.read_text() + "\n\nraise ZeroDivisionError\n")
    result = run("config", "check", code=WHOLE, home=project)
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
    assert "cannot be run" not in result.stderr
