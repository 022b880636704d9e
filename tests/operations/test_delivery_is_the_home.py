"""What an environment says of its delivery is changed once, there, and every place that shows it follows."""

import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.support.fourth_environment import ROOT, needs_the_shipped_ones, with_chain

pytestmark = needs_the_shipped_ones

SHOW = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from typer.testing import CliRunner
from main import build_app
from environments.configured import everything_configured
from operations.commands.config import config
from operations.delivery.approval_rules import rule_for
from operations.delivery.pointer import first_environment, promoted
from operations.documentation.reference.configuration import configuration
from operations.documentation.reference.material import Material
from operations.delivery.promotion.subject import subject_of
from operations.commands.pipeline import pipeline

def printed(command, *words):
    return CliRunner().invoke(command, words, catch_exceptions=False).stdout

def shown():
    if "valid" not in printed(config, "check"):
        return {"check": "refused"}
    found = everything_configured()
    build_app(found.environments, account=found.account, outdir="out", stacks=("anthill-account",)).synth()
    account = json.loads(Path("out/stacks/anthill-account/cdk.tf.json").read_text())["resource"]
    printed(pipeline, "choices")
    names = [each.name.value for each in found.environments]
    return {
        "check": printed(config, "check"),
        "show": [printed(config, "show", name, "--json") for name in names],
        "matrix of drift": printed(pipeline, "environments"),
        "choice of rollback": Path(".github/workflows/rollback.yml").read_text(),
        "gates": promoted(),
        "what takes what was merged": (first_environment(), subject_of(Path(), ["main.py"]).environment),
        "approvals": {each.name: asdict(rule_for(each.name)) for each in found.environments if each.delivery},
        "budgets": sorted(json.dumps(each) for each in account["databricks_budget"].values()),
        "page": configuration(Material(root=Path(), stacks={}, environments=found.environments, account=found.account)),
    }

for edits in json.load(sys.stdin):
    before = {file: Path(file).read_text() for file in edits}
    for file, text in edits.items():
        Path(file).write_text(text)
    for module in [name for name in sys.modules if name.startswith("environments.") and "configured" not in name]:
        del sys.modules[module]
    print(json.dumps(shown()))
    for file, text in before.items():
        Path(file).write_text(text)
"""
ORDER = ["sandbox", "dev", "test", "prod"]
NONE = "follows=None"
SANDBOX, DEV, TEST = (f"follows=EnvironmentName.{name}" for name in ("SANDBOX", "DEV", "TEST"))
FACTS: dict[str, tuple[dict[str, tuple[str, str]], set[str]]] = {
    # what is edited in the modules of environments, and which places show it
    "how many approve": ({"prod": ("approvals=1", "approvals=2")}, {"show", "approvals", "page"}),
    "that an owner approves": (
        {"test": ("owner_approves=False", "owner_approves=True")},
        {"show", "approvals", "page"},
    ),
    "what a month costs": (
        {"test": ("databricks_monthly_usd=1000", "databricks_monthly_usd=1200")},
        {"show", "budgets", "page"},
    ),
    "what one follows, without the others": (
        {"prod": (TEST, DEV)},
        {"check"},
    ),
    "what each follows": (
        {"sandbox": (NONE, DEV), "dev": (SANDBOX, NONE), "test": (DEV, SANDBOX)},
        {
            *("check", "show", "matrix of drift", "choice of rollback", "gates", "page"),
            "what takes what was merged",
        },
    ),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the places show: as it is, and after each edit."""
    project = with_chain(tmp_path_factory.mktemp("project"), ORDER).folder
    shutil.copy(ROOT / "cdktf.json", project)
    shutil.copytree(ROOT / ".github/workflows", project / ".github/workflows")
    edits: dict[str, dict[str, str]] = {"": {}}
    for fact, (changes, _) in FACTS.items():
        edits[fact] = {}
        for name, (old, new) in changes.items():
            text = (project / f"environments/{name}.py").read_text()
            assert text.count(old) == 1
            edits[fact][f"environments/{name}.py"] = text.replace(old, new)
    done = subprocess.run(
        # Without bytecode: it is told from its source by the second and the size, which two edits here can share.
        [sys.executable, "-B", "-c", SHOW],
        input=json.dumps([*edits.values()]),
        cwd=project,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(project), str(ROOT)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(zip(edits, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("fact", FACTS)
def test_what_shows_a_delivery_follows_it(shown: dict[str, dict[str, Any]], fact: str) -> None:
    assert {place for place, value in shown[fact].items() if value != shown[""][place]} == FACTS[fact][1]


def test_what_follows_the_other_comes_after_it_and_nothing_else_can_be_chosen(
    shown: dict[str, dict[str, Any]],
) -> None:
    after = ["dev", "sandbox", "test", "prod"]
    for found, order in ((shown[""], ORDER), (shown["what each follows"], after)):
        assert found["check"].endswith(f": local, {', '.join(order)}\n")
        assert found["matrix of drift"] == f"environments={json.dumps(order)}\n"
        (choice,) = re.findall(r"type: choice\n +options: (.*)", found["choice of rollback"])
        assert choice == f"[{', '.join(order)}]", "and no <env>-plan"
        assert found["gates"] == dict(zip(order[1:], order, strict=False))
        assert found["what takes what was merged"] == [order[0], order[0]]
