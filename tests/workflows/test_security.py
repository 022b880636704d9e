"""security.yml, executed: it lets what is clean pass, and stops what is not without giving it away."""

from collections.abc import Iterator

import pytest

from tests.support.planted import planted, values
from tests.workflows.conftest import passed
from tests.workflows.guarded import UNPINNED, Guarded, guarded

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

JOBS = ("configuration", "dependencies", "secrets", "workflows")
NAMES = {
    "configuration": "checkov on the JSON and on the plans",
    "dependencies": "known vulnerabilities, and what is inside",
    "secrets": "secrets, in every commit",
    "workflows": "workflows",
}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("security")) as made:
        yield made


def test_what_is_clean_passes_every_job_and_leaves_no_alert(scanned: Guarded) -> None:
    passed(scanned.run())
    assert {job: scanned.alerts(job) for job in JOBS} == {job: [] for job in JOBS}
    assert {("PyPI", "idna", "3.10"), ("npm", "slug", "1.2.3")} <= scanned.osv.asked
    bill = scanned.repository.stubs / f"artifacts/{scanned.repository.runs}/bill-of-materials"
    assert '"name": "idna"' in (bill / "python.cdx.json").read_text()
    assert '"name": "slug"' in (bill / "node.cdx.json").read_text()


def test_what_is_not_stops_its_job_and_becomes_an_alert_at_its_line(scanned: Guarded) -> None:
    repository, secret = scanned.repository, planted()
    repository.write("loader.py", secret["github"])
    repository.commit("a token by mistake")
    repository.write("loader.py", f"# Nothing.\n{secret['databricks']}")
    repository.write(".github/workflows/extra.yml", UNPINNED)
    scanned.osv.add("PyPI", "idna", "3.10", "GHSA-aaaa-bbbb-cccc", aliases=["CVE-2026-10001"])
    scanned.osv.add("npm", "slug", "1.2.3", "GHSA-dddd-eeee-ffff")
    scanned.topic(encrypted=False)
    repository.commit("a change")

    ran = scanned.run(pull_request=True)
    assert not ran.passed
    for job in JOBS:
        assert any(NAMES[job] in line and "Job failed" in line for line in ran.log.splitlines()), job
    for text in (secret["github"], secret["databricks"]):
        for value in values(text):
            assert value not in ran.log

    found = {job: {place(result) for result in scanned.alerts(job)} for job in JOBS}
    topic = next(
        number
        for number, line in enumerate((repository.folder / "main.py").read_text().splitlines(), start=1)
        if "SnsTopic(" in line
    )
    assert ("CKV_AWS_26", "main.py", topic) in found["configuration"]
    assert {(file, line) for _, file, line in found["secrets"]} == {("loader.py", 1), ("loader.py", 2)}
    assert {(rule, file) for rule, file, _ in found["dependencies"]} == {
        ("CVE-2026-10001", "uv.lock"),
        ("GHSA-dddd-eeee-ffff", "package-lock.json"),
    }
    assert {file for _, file, _ in found["workflows"]} == {".github/workflows/extra.yml"}


def place(result: dict[str, object]) -> tuple[str, str, int]:
    physical = result["locations"][0]["physicalLocation"]  # pyright: ignore[reportIndexIssue]
    return str(result["ruleId"]), physical["artifactLocation"]["uri"], physical["region"]["startLine"]
