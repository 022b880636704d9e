"""Vulnerable packages of every lock file, found by what the database says, waived by any of their ids."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sarif_kit.validate import validation_errors
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import OperationError
from operations.scan.node_packages import vulnerable_node
from operations.scan.python_packages import LOCKS, vulnerable_python
from tests.support.fake_osv import FakeOsv
from tests.support.locked import ROOT, write_locked, write_python_lock


@pytest.fixture
def osv() -> Iterator[FakeOsv]:
    with FakeOsv.running() as fake:
        yield fake


@pytest.fixture
def project(tmp_path: Path, osv: FakeOsv, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_locked(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANTHILL_OSV_URL", osv.url)
    if shutil.which("uv") is None:
        monkeypatch.setenv("PATH", str(ROOT / ".anthill/uv/bin"), prepend=":")
    return tmp_path


def waive(project: Path, id_: str, *, days: int) -> None:
    last = datetime.now(UTC).date() + timedelta(days=days)
    (project / "policies").mkdir(exist_ok=True)
    (project / "policies/waivers.toml").write_text(
        f'[[vulnerability]]\nid = "{id_}"\npackage = "idna"\n'
        f'reason = "Only names of our own are ever given to it."\nowner = "data-platform"\nexpires = {last}\n'
    )


def audit(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", *arguments])
    return result.exit_code, result.output


def test_packages_that_nobody_knows_to_be_vulnerable_pass(project: Path, osv: FakeOsv) -> None:
    assert audit() == (0, "locked packages: 0 found, 0 waived\n")
    assert osv.asked == {("PyPI", "idna", "3.10"), ("npm", "slug", "1.2.3")}
    assert project.is_dir()


def test_a_vulnerable_package_fails_at_its_line_of_the_lock(project: Path, osv: FakeOsv) -> None:
    osv.add("PyPI", "idna", "3.10", "GHSA-aaaa-bbbb-cccc", aliases=["CVE-2026-10001"])
    osv.add("npm", "slug", "1.2.3", "GHSA-dddd-eeee-ffff")
    code, text = audit("--sarif", "found.sarif")
    assert code == 1
    assert "uv.lock:6: CVE-2026-10001: idna 3.10: idna gives everything away; fixed in 99.0" in text
    document = json.loads((project / "found.sarif").read_text())
    assert validation_errors(document) == []
    for result in document["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        text = (project / physical["artifactLocation"]["uri"]).read_text()
        line = text.splitlines()[physical["region"]["startLine"] - 1]
        assert line.strip() in {'name = "idna"', '"node_modules/slug": {'}


@pytest.mark.parametrize("folder", ["canary", "conformance"])
def test_what_has_a_lock_of_its_own_is_asked_about_too(project: Path, osv: FakeOsv, folder: str) -> None:
    (project / folder).mkdir()
    write_python_lock(project / folder)
    osv.add("PyPI", "idna", "3.10", "GHSA-aaaa-bbbb-cccc")
    code, text = audit("--json", "--sarif", "found.sarif")
    assert code == 1
    places = ["uv.lock:6", f"{folder}/uv.lock:6"]
    found = json.loads(text)["found"]
    assert [f"{each['file']}:{each['line']}" for each in found] == places
    results = json.loads((project / "found.sarif").read_text())["runs"][0]["results"]
    assert len({json.dumps(result["partialFingerprints"]) for result in results}) == len(places)


def test_a_waiver_names_any_id_and_ends(project: Path, osv: FakeOsv) -> None:
    osv.add("PyPI", "idna", "3.10", "GHSA-aaaa-bbbb-cccc", aliases=["CVE-2026-10001"])
    for id_ in ("GHSA-aaaa-bbbb-cccc", "CVE-2026-10001"):
        waive(project, id_, days=0)
        assert audit() == (0, "locked packages: 0 found, 1 waived\n")
    waive(project, "CVE-2026-10001", days=-1)
    code, text = audit()
    assert code == 1
    assert "expired waiver of CVE-2026-10001 of idna" in text
    waive(project, "CVE-2026-99999", days=1)
    code, text = audit("--json")
    assert code == 1
    assert json.loads(text)["unused"] == ["CVE-2026-99999 of idna"]
    assert [each["rule"] for each in json.loads(text)["found"]] == ["CVE-2026-10001"]


def test_a_lock_out_of_step_and_a_database_that_is_away_are_failures_and_not_a_pass(
    project: Path, osv: FakeOsv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    nobody = "http://127.0.0.1:9/"
    with pytest.raises(OperationError, match="does not answer"):
        vulnerable_node(project, nobody)
    with pytest.raises(OperationError, match=r"uv audit of .*uv.lock gave no report"):
        vulnerable_python(project, nobody)
    (project / "uv.lock").write_text("nonsense")
    with pytest.raises(OperationError, match="Failed to parse"):
        vulnerable_python(project, osv.url)
    assert vulnerable_python(project / "policies", osv.url) == []


def test_every_lock_of_the_repository_is_audited_and_kept_fresh() -> None:
    tracked = {
        file.parent.relative_to(ROOT).as_posix()
        for file in (ROOT / "uv.lock", *ROOT.glob("*/uv.lock"))
        if not file.parent.name.startswith(".")
    }
    (watched,) = [
        {each.strip("/") or "." for each in entry["directories"]}
        for entry in yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
        if entry["package-ecosystem"] == "uv"
    ]
    assert {Path(lock).parent.as_posix() for lock in LOCKS} == tracked == watched
