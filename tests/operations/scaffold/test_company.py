"""What a company sets once is written where it stands, and nothing else; done again it changes nothing."""

import ast
import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from operations.scaffold.accounts import OWN_ACCOUNTS
from operations.scaffold.company import SETTINGS
from tests.operations.scaffold.conftest import Refused
from tests.support.configured_project import ANTHILL, ConfiguredProject
from tests.support.fourth_environment import needs_the_shipped_ones

pytestmark = needs_the_shipped_ones

GIVEN = (
    *("--region", "eu-central-1", "--github-owner", "acme", "--github-owner-id", "7"),
    *("--repository", "lake", "--repository-id", "8"),
    *("--databricks-account", "0e4c1f2a-0000-4000-8000-00000000000a"),
    *("--company-cidrs", "203.0.113.0/24, 192.0.2.0/25"),
    *("--team-emails", "team@acme.com", "--on-call-emails", "one@acme.com,two@acme.com"),
    *("--account", "dev=121212121212", "--network", "dev=10.11.0.0/16"),
)


def test_each_value_is_in_its_place_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    project = ConfiguredProject(tmp_path)
    would = json.loads(project.anthill("init", *GIVEN, "--dry-run", "--json").stdout)
    assert (would["changed"], project.changed()) == ([], set())
    done = project.anthill("init", *GIVEN)
    assert done.returncode == 0, done.stderr
    assert (
        project.changed() == {"environments/shared.py", "environments/dev.py"} == set(would["would_change"])
    )
    shown = json.loads(project.anthill("config", "show", "dev", "--json").stdout)
    assert (shown["region"], shown["account"]["id"]) == ("eu-central-1", "121212121212")
    assert shown["network"]["cidr"] == "10.11.0.0/16"
    assert {name: shown["github"][name] for name in ("owner", "owner_id", "repository", "repository_id")} == {
        "owner": "acme",
        "owner_id": 7,
        "repository": "lake",
        "repository_id": 8,
    }
    assert shown["databricks"]["account_id"] == "0e4c1f2a-0000-4000-8000-00000000000a"
    assert shown["monitoring"]["high"]["emails"] == ["team@acme.com"]
    prod = json.loads(project.anthill("config", "show", "prod", "--json").stdout)
    assert prod["databricks"]["workspace"]["allowed_cidrs"] == ["203.0.113.0/24", "192.0.2.0/25"]
    assert prod["monitoring"]["critical"]["emails"] == ["one@acme.com", "two@acme.com"]
    # The texts beside the values, which say what they are for, are those of before.
    before, after = (
        ast.get_docstring(ast.parse(texts["environments/shared.py"]))
        for texts in (project.before, project.texts())
    )
    assert before == after
    texts = project.texts()
    again = project.anthill("init", *GIVEN)
    assert (again.stdout, project.texts()) == ("nothing to change: all of it is set already\n", texts)


def test_what_is_refused_leaves_nothing_compiled(refused: Refused) -> None:
    """Of two texts of one size, written in one second, Python takes the second for the first."""
    assert "test.network.cidr: overlaps" in refused("init", "--network", "dev=10.20.0.0/16")
    assert "is also the account of" in refused("init", "--account", "dev=222222222222")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing is given, and there is no terminal to ask in; allowed: --region, "),
        (["--region", "eu-west-9"], "allowed: ap-northeast-1, "),
        (["--github-owner", "a b"], "allowed: the name of an organization or user"),
        (["--github-owner-id", "x"], "allowed: a whole number above 0"),
        (["--repository-id", "0"], "allowed: a whole number above 0"),
        (["--databricks-account", "1"], "allowed: a UUID"),
        (["--company-cidrs", "203.0.113.1/24"], "allowed: IPv4 networks with commas between"),
        (["--team-emails", "a@b.com,,"], "allowed: mail addresses with commas between"),
        (["--account", "de=1"], "allowed: ENVIRONMENT=VALUE with one of dev, test, prod; did you mean dev?"),
        (["--account", "dev=1"], "allowed: the 12 digits of an account"),
        (["--network", "dev=10.11.0.1/16"], "smaller, such as dev=10.10.0.0/16"),
        (
            ["--network", "dev=8.8.0.0/16"],
            "8.8.0.0/16 is not private; allowed: a private block of /16 or smaller",
        ),
        (["--network", "dev=10.0.0.0/12"], "10.0.0.0/12 is larger than a VPC may be; allowed: "),
        (["--network", "dev=10.11.0.0/28"], "cidr: has 16 addresses, the subnets "),
        (
            ["--account", "dev=123456789013", "--account", "dev=1"],
            "--account: dev is given twice; allowed: once",
        ),
        # Each is right by itself.
        (["--network", "dev=10.20.0.0/16"], "test.network.cidr: overlaps dev.network.cidr"),
        (["--account", "dev=222222222222"], "is also the account of"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(
    refused: Refused, arguments: list[str], told: str
) -> None:
    assert told in refused("init", *arguments)


def test_a_value_that_is_written_in_another_way_is_left_to_people(tmp_path: Path) -> None:
    project = ConfiguredProject(tmp_path)
    file = tmp_path / "environments/shared.py"
    file.write_text(file.read_text().replace("TEAM: Final = Sub", "_TEAM = Sub") + "\nTEAM = _TEAM\n")
    done = project.anthill("init", "--team-emails", "team@acme.com")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "environments/shared.py has no TEAM.emails" in done.stderr


def test_in_a_terminal_every_account_and_range_is_asked_for_once(tmp_path: Path) -> None:
    project = ConfiguredProject(tmp_path)
    # All names as they are; then the accounts, then the ranges, of dev, test and prod.
    names = [""] * len(SETTINGS)
    accounts = ["12", "121212121212", "", ""]
    ranges = ["8.8.0.0/16", "10.11.0.0/16", "10.11.128.0/17", "", ""]
    done = typed(project, [*names, *accounts, *ranges])
    assert done.returncode == 0, done.stdout
    assert "'12' is not allowed; allowed: the 12 digits of an account" in done.stdout
    assert "8.8.0.0/16 is not private; allowed: a private block" in done.stdout
    assert "10.11.128.0/17 overlaps 10.11.0.0/16 of dev; allowed: a block of its own" in done.stdout
    assert project.changed() == {"environments/dev.py"}
    shown = json.loads(project.anthill("config", "show", "dev", "--json").stdout)
    assert (shown["account"]["id"], shown["network"]["cidr"]) == ("121212121212", "10.11.0.0/16")
    texts = project.texts()
    again = typed(project, [*names, *[""] * (2 * len(OWN_ACCOUNTS))])
    assert "nothing to change: all of it is set already" in again.stdout
    assert project.texts() == texts


def typed(project: ConfiguredProject, answers: list[str]) -> subprocess.CompletedProcess[str]:
    """Type `anthill init` in a terminal, and the answers."""
    near, far = pty.openpty()
    os.write(near, "".join(f"{answer}\n" for answer in answers).encode())
    try:
        return project.run(ANTHILL, "init", stdin=far)
    finally:
        os.close(near)
        os.close(far)
