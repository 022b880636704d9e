"""One checkov for every scan: loaded once, and each file is scanned as if it were alone."""

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from operations.review.findings import new_findings
from operations.scan.checkov import OPTIONS, Scan, Scanner, scan
from tests.operations.scan.alike_stacks import alike_stacks

STAND_IN: Final = """\
import json, os, signal, sys, time
from pathlib import Path

with Path(os.environ["LOADS"]).open("a") as file:
    file.write("loaded\\n")
SCANNED = []


class Checkov:
    def __init__(self, argv):
        self.file = Path(argv[argv.index("--file") + 1])

    def run(self):
        told = json.loads(self.file.read_text())
        SCANNED.append(self.file)
        sys.stderr.write(f"scanning {self.file.name}")
        match told.get("does"):
            case "nothing":
                return 0
            case "fail":
                raise ValueError("a mistake of checkov")
            case "exit":
                sys.exit("cannot go on")
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "wait":
                Path(told["started"]).write_text(str(os.getpid()))
                time.sleep(600)
        failed = [{"check_id": "CKV_1", "resource": f"{len(SCANNED)}", "check_name": told["name"]}]
        summary = {"passed": told.get("passed", 1), "parsing_errors": told.get("errors", 0)}
        print(json.dumps({"summary": summary, "results": {"failed_checks": failed}}))
        return 1
"""


@pytest.fixture
def loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for checkov that keeps a list of what it scanned, as checkov does; how often it was loaded."""
    package = tmp_path / "stand-in" / "checkov"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "main.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setenv("LOADS", str(tmp_path / "loads"))
    return tmp_path / "loads"


def until_started(folder: Path) -> None:
    """Wait for a scan that waits."""
    file = folder / "started"
    while not (file.is_file() and file.read_text()):
        time.sleep(0.01)


def told(folder: Path, name: str, **rest: object) -> Path:
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"name": name, "resource": {}, **rest}), encoding="utf-8")
    return file


def test_it_is_loaded_once_and_no_scan_sees_another(loads: Path, tmp_path: Path) -> None:
    names = [f"stack-{number}" for number in range(12)]
    files = [told(tmp_path, name) for name in names]
    with Scanner() as scanner, ThreadPoolExecutor(max_workers=4) as pool:
        asked = [pool.submit(scanner.scan, file, "terraform_plan", stack=file.stem) for file in files]
        scans = [each.result() for each in asked]
    assert loads.read_text() == "loaded\n"
    found = [(finding.stack, finding.title, finding.address) for scan in scans for finding in scan.findings]
    # The list of what was scanned holds the one file in each.
    assert found == [(name, name, "1") for name in names]


@pytest.mark.usefixtures("loads")
@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"does": "nothing"}, r"checkov gave no report for .*bad.json \(exit 0\): scanning bad.json"),
        ({"does": "fail"}, r"no report for .*bad.json \(exit 1\): (.|\n)*ValueError: a mistake of checkov"),
        ({"does": "exit"}, r"no report for .*bad.json \(exit 1\): scanning bad.jsoncannot go on"),
        ({"does": "die"}, r"no report for .*bad.json \(exit -9\): scanning bad.json"),
        ({"passed": 0}, r"checkov could not read .*bad.json: .*'passed': 0"),
        ({"errors": 1}, r"checkov could not read .*bad.json: .*'parsing_errors': 1"),
    ],
)
def test_a_file_that_was_not_scanned_is_an_error_of_its_own(
    tmp_path: Path, rest: dict[str, Any], said: str
) -> None:
    with Scanner() as scanner:
        with pytest.raises(RuntimeError, match=said):
            scanner.scan(told(tmp_path, "bad", **rest), "terraform_plan", stack="bad")
        assert scanner.scan(told(tmp_path, "good"), "terraform_plan", stack="good").passed == 1


@pytest.mark.usefixtures("loads")
def test_a_checkov_that_ends_ends_every_scan_of_it(tmp_path: Path) -> None:
    waits = told(tmp_path, "waits", does="wait", started=str(tmp_path / "started"))
    with Scanner() as scanner:

        def end() -> None:
            until_started(tmp_path)
            server = psutil.Process(int((tmp_path / "started").read_text())).parent()
            assert server is not None
            server.terminate()

        ending = threading.Thread(target=end)
        ending.start()
        with pytest.raises(RuntimeError, match=r"checkov ended before it scanned .*waits.json"):
            scanner.scan(waits, "terraform_plan", stack="waits")
        ending.join()
        with pytest.raises(RuntimeError, match=r"checkov ended before it scanned .*other.json"):
            scanner.scan(told(tmp_path, "other"), "terraform_plan", stack="other")
    assert not psutil.pid_exists(int((tmp_path / "started").read_text()))


def test_a_checkov_that_cannot_be_loaded_is_said(loads: Path, tmp_path: Path) -> None:
    (loads.parent / "stand-in" / "checkov" / "main.py").write_text("raise ImportError('no such thing')")
    with pytest.raises(RuntimeError, match=r"checkov ended before it scanned (.|\n)*no such thing"):
        scan(told(tmp_path, "a"), "terraform_plan", stack="a")


@pytest.mark.usefixtures("loads")
def test_nothing_is_left_of_a_scan_that_is_interrupted(tmp_path: Path) -> None:
    waits = told(tmp_path, "waits", does="wait", started=str(tmp_path / "started"))

    def interrupted() -> None:
        with ThreadPoolExecutor() as pool, Scanner() as scanner:
            pool.submit(scanner.scan, waits, "terraform_plan", stack="a")
            until_started(tmp_path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not psutil.pid_exists(int((tmp_path / "started").read_text()))


def test_both_revisions_of_a_review_are_scanned_by_one(loads: Path, tmp_path: Path) -> None:
    for side, names in (("base", ("a", "b")), ("head", ("a", "c"))):
        for name in names:
            folder = tmp_path / side / "stacks" / name
            folder.mkdir(parents=True)
            told(folder, "cdk.tf")
    found = new_findings(tmp_path / "base", tmp_path / "head", ["a", "b", "c"], (), today=date(2026, 1, 1))
    assert [finding.stack for finding in found.unwaived] == ["c"]
    assert [finding.stack for finding in found.fixed] == ["b"]
    assert loads.read_text() == "loaded\n"


@pytest.mark.timeout(600)
def test_checkov_finds_what_it_finds_in_each_file_alone(tmp_path: Path) -> None:
    files = alike_stacks(tmp_path)
    with Scanner() as scanner:
        scans = {key: scanner.scan(file, key[1], stack=key[0]) for key, file in files.items()}
        keys = {"databricks_mws_customer_managed_keys": {"key": {"aws_key_info": {"key_arn": "arn"}}}}
        nothing = told(tmp_path, "registration", resource=keys)
        assert scanner.scan(nothing, "terraform_json", stack="registration") == Scan(0, ())
        (tmp_path / "broken.json").write_text('{"resource": {', encoding="utf-8")
        with pytest.raises(RuntimeError, match=r"broken.json is damaged: it is not JSON"):
            scanner.scan(tmp_path / "broken.json", "terraform_json", stack="broken")
    for (stack, framework), file in files.items():
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("checkov")),
                *("--file", str(file), "--framework", framework, *OPTIONS),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        alone = json.loads(run.stdout)
        found = scans[stack, framework]
        assert found.passed == alone["summary"]["passed"]
        checks = sorted(
            (entry["check_id"], entry["check_name"]) for entry in alone["results"]["failed_checks"]
        )
        assert sorted((finding.check, finding.title) for finding in found.findings) == checks
        assert {finding.source for finding in found.findings} == {framework}
        assert {finding.address for finding in found.findings} == {"aws_s3_bucket.gold"}
    missing = {
        key: "CKV2_AWS_6" in {finding.check for finding in found.findings} for key, found in scans.items()
    }
    assert missing == {key: key[0] == "open" for key in files}, "one stack answered for the other"
