"""An environment is added at any place of the way of releases, by the files that its page names."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fourth_environment import CONFIGURED, ROOT, Copy, needs_the_shipped_ones, with_chain
from tests.support.template import Template

pytestmark = needs_the_shipped_ones

ANTHILL = str(Path(sys.executable).with_name("anthill"))

ADDED = {
    # the chain, and beside the three files that every new one has, whose `follows` changes
    "between test and prod": ("dev test stage prod", {"prod"}),
    "between dev and test": ("dev accept test prod", {"test"}),
    "first": ("sandbox dev test prod", {"dev"}),
    "last": ("dev test prod mirror", set[str]()),
    "two together": ("dev test stage accept prod", {"prod"}),
    "two apart": ("sandbox dev test stage prod", {"dev", "prod"}),
}


def run(copy: Copy, *command: str, home: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(copy.folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)


def refused(copy: Copy, problem: str) -> None:
    done = run(copy, ANTHILL, "config", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


@pytest.mark.parametrize("place", ADDED)
def test_it_is_known_by_its_name_its_module_and_its_target(place: str, tmp_path: Path) -> None:
    chain, after = ADDED[place][0].split(), ADDED[place][1]
    copy = with_chain(tmp_path, chain)
    added = [name for name in chain if name not in CONFIGURED]
    assert copy.edited == {
        "configuration/account.py",
        "lakehouse/databricks.yml",
        *(f"environments/{name}.py" for name in [*added, *after]),
    }
    done = run(copy, ANTHILL, "config", "check", "--json")
    assert json.loads(done.stdout)["environments"] == ["local", *chain], done.stderr
    # What the matrix of drift is made of.
    listed = run(copy, ANTHILL, "pipeline", "environments")
    assert listed.stdout == f"environments={json.dumps(chain)}\n", listed.stderr


def test_what_is_edited_in_the_one_after_it_is_one_line(tmp_path: Path) -> None:
    copy = with_chain(tmp_path, ["dev", "test", "stage", "prod"])
    before = (ROOT / "environments/prod.py").read_text().splitlines()
    after = copy.file("environments/prod.py").read_text().splitlines()
    assert [line.strip() for line in after if line not in before] == [
        "delivery=DeliveryConfig(follows=EnvironmentName.STAGE, approvals=1, owner_approves=True),"
    ]


def test_one_that_is_passed_by_is_refused(tmp_path: Path) -> None:
    copy = with_chain(tmp_path, ["dev", "test", "stage", "prod"], forgotten=["prod"])
    refused(copy, "prod.delivery.follows: stage follows test too: a release would pass by one of the two")
    refused(copy, "let prod follow stage, or stage follow prod")
    first = with_chain(tmp_path / "first", ["sandbox", "dev", "test", "prod"], forgotten=["dev"])
    refused(first, "dev.delivery.follows: sandbox takes what was merged too")


def test_a_name_without_its_module_is_refused(tmp_path: Path) -> None:
    copy = with_chain(tmp_path, ["dev", "test", "prod", "mirror"])
    copy.file("environments/mirror.py").unlink()
    refused(copy, "mirror.name: environments/mirror.py is missing, or has no CONFIG; given nothing; allowed:")


def test_a_module_of_another_environment_is_refused(tmp_path: Path) -> None:
    copy = with_chain(tmp_path, ["dev", "test", "prod", "mirror"])
    copy.edit("environments/mirror.py", ("name=EnvironmentName.MIRROR", "name=EnvironmentName.PROD"))
    refused(
        copy,
        "mirror.name: environments/mirror.py configures another environment; given prod; allowed: mirror",
    )


def test_one_that_protects_less_than_the_one_before_it_is_refused(tmp_path: Path) -> None:
    copy = with_chain(tmp_path, ["dev", "test", "stage", "prod"])
    copy.edit("environments/stage.py", ("approvals=1", "approvals=2"))
    refused(copy, "prod.delivery.approvals: prod is less protected than stage; given 1; allowed: 2")


def test_a_name_of_two_words_has_its_module_and_one_that_goes_on_from_another_is_refused(
    tmp_path: Path,
) -> None:
    copy = with_chain(tmp_path / "two", ["dev", "test", "pre-prod", "prod"])
    assert "environments/pre_prod.py" in copy.edited
    done = run(copy, ANTHILL, "config", "check")
    assert done.stdout == "5 environments are valid: local, dev, test, pre-prod, prod\n", done.stderr
    refused(
        with_chain(tmp_path / "within", ["dev", "test", "test-two", "prod"]),
        "test-two.name: begins with the name of test, whose roles reach all that begins with its names; given "
        "test-two; allowed: a name that does not begin with test-; choose another",
    )


def test_its_stacks_are_those_of_the_others(tmp_path: Path, synthesised: Path) -> None:
    copy, output = with_chain(tmp_path, ["dev", "test", "stage", "prod"]), tmp_path / "cdktf.out"
    program = "import sys; from main import build_app; build_app(outdir=sys.argv[1]).synth()"
    done = run(copy, sys.executable, "-P", "-c", f"import sys; sys.path.append('.'); {program}", str(output))
    assert done.returncode == 0, done.stderr
    own, test = ({*Template.read(output, f"anthill-{name}").addresses} for name in ("stage", "test"))
    # What needs a workspace that is registered is not there before that.
    assert own < test
    own, test = (Template.read(output, f"anthill-{name}-bootstrap").addresses for name in ("stage", "test"))
    assert own == test
    for name in CONFIGURED:
        file = f"stacks/anthill-{name}/cdk.tf.json"
        assert (output / file).read_text() == (synthesised / file).read_text(), name
    account = json.loads((output / "stacks/anthill-account/cdk.tf.json").read_text())
    budgets = {each["display_name"]: each for each in account["resource"]["databricks_budget"].values()}
    assert set(budgets) == {f"anthill-{name}" for name in ("dev", "test", "stage", "prod")}
