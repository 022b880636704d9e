"""The whole platform goes through the pipeline: dev, test and prod, each in an embedded AWS of its own.

One environment after another, so that there is one embedded AWS at a time. Ten minutes on two cores that others
use too, six minutes of processor time.
"""

from collections import Counter
from pathlib import Path

import pytest

from environments.catalogue import ENVIRONMENTS
from operations.record.release import Release
from tests.support.fake_github import FakeGitHub
from tests.support.whole_platform import (
    ALARMS,
    SOURCES,
    declared,
    release_of,
    running_platform,
    with_silent_alarms,
)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

_HUB = {"aws_securityhub_account": 1, "aws_securityhub_standards_subscription": 1}
_EVERYWHERE = {"aws_accessanalyzer_analyzer": 1, "aws_budgets_budget": 1}
LEFT_OUT = {"dev": _EVERYWHERE, "test": _EVERYWHERE | _HUB, "prod": _EVERYWHERE | _HUB}
"""How many of each type are not applied; `emulator_gaps` in environments/local.py has the reasons.

Everything else is, all of Databricks too, to the stand-in.
"""

GAPS = {gap.resource_type for config in ENVIRONMENTS for gap in config.emulator_gaps}

ACCOUNTS = {config.name.value: config.account.id for config in ENVIRONMENTS}
"""Each engine has the id of its environment's own account: nothing of the release is changed to another."""

WAITS = "terraform_data"
"""What is in no account, so that a smoke test cannot ask for it."""


@pytest.fixture(scope="module")
def good(synthesised: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release_of(synthesised, tmp_path_factory.mktemp("good") / "release")


@pytest.fixture(scope="module")
def faulty(synthesised: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release that can be applied, after which no alarm tells anybody."""
    folder = tmp_path_factory.mktemp("faulty")
    return release_of(with_silent_alarms(synthesised, folder / "out"), folder / "release", "c" * 40)


@pytest.mark.parametrize(
    ("environment", "fails"),
    [
        # What fails in dev goes no further, so that test does not see it; what only prod shows fails there.
        ("dev", True),
        ("test", False),
        ("prod", True),
    ],
)
def test_the_platform_is_planned_approved_applied_and_rolled_back(
    environment: str, fails: bool, good: Release, faulty: Release, tmp_path: Path, hub: FakeGitHub
) -> None:
    with running_platform(environment, tmp_path, hub) as platform:
        promotes = environment != "dev"
        wanted = declared(good, platform.stack)
        left_out = Counter({type_: wanted[type_] for type_ in GAPS & wanted.keys()})
        assert left_out == LEFT_OUT[environment]
        here = (wanted - left_out).total()
        asked = here - wanted[WAITS] + sum(SOURCES.values())

        with platform.step("plan"):
            plan, head = platform.plan(good, promotes=promotes)
        with platform.step("approval"):
            assert "has 0 of 1 approvals" in platform.refused(plan, head)
            approved = platform.approve(plan)
        with platform.step("apply"):
            record = platform.apply(good, plan, approved)["record"]
            assert (record["result"], record["release"]) == ("succeeded", good.digest)
            assert platform.deployed() == here
            assert platform.accounts() == {ACCOUNTS[environment]}
        with platform.step("smoke test"):
            assert platform.works() == (asked, asked)
        happened = ["plan", "deploy"]

        if fails:
            with platform.step("plan of a faulty release"):
                plan, _ = platform.plan(faulty, promotes=promotes)
            with platform.step("approval of a faulty release"):
                approved = platform.approve(plan)
            with platform.step("apply of a faulty release"):
                assert platform.apply(faulty, plan, approved)["record"]["release"] == faulty.digest
            with platform.step("failing smoke test"):
                broken = platform.broken()
                assert Counter(address.partition(".")[0] for address in broken) == {ALARMS: wanted[ALARMS]}
            with platform.step("rollback"):
                said = platform.roll_back("the smoke test failed")
                assert f"is back at release {good.digest[:12]}" in said
            with platform.step("smoke test after the rollback"):
                assert platform.works() == (asked, asked)
            happened += ["plan", "deploy", "verdict", "rollback"]

        with platform.step("history"):
            assert platform.history() == happened
    taken = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in platform.seconds.items())
    print(f"\n{platform.stack}: {here} of {wanted.total()} resources applied; {taken}")
