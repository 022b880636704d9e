"""The walk at the top of docs/deploying.md is typed on anthill-local, and says what the page says."""

import os
import re
import subprocess

import pytest

from tests.e2e.conftest import ROOT, Deployment
from tests.support.project_copy import Project, blocks

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs/deploying.md").read_text()
WALK = re.search(r"^## Try it on anthill-local\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
BLOCKS = blocks(WALK[1] if WALK else "", "console")


@pytest.fixture(scope="module")
def said(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block prints, typed one after another into one shell, in a copy of the project."""
    copy = Project(tmp_path_factory.mktemp("walk") / "anthill")
    marks = "\n".join(f"{block}\necho '=== end of block' $?" for block in BLOCKS)
    environment = deployment.environment | {
        "PYTHONPATH": os.pathsep.join((str(copy.folder), str(copy.folder / "lakehouse"))),
        "PATH": f"{copy.folder / '.venv/bin'}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-c", marks.replace("uv run ", "")],
        cwd=copy.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert {path.partition("/")[0] for path in copy.changed()} == {"plan", "release"}
    return done.stdout.split("=== end of block")


def test_the_record_of_cdktf_deploy_is_there(said: list[str]) -> None:
    assert "anthill-local: release " in said[0]
    assert re.search(r"cdktf deploy by \S+ at .* UTC: succeeded", said[0])


def test_the_change_is_planned_waits_and_is_applied(said: list[str]) -> None:
    assert re.search(r"^  update aws_cloudwatch_log_group\.\S*flow\S*$", said[1], re.MULTILINE)
    assert re.search(r"waits: plan \w{12} of release \w{12} by ", said[1])
    assert re.search(r"0 added, \d+ changed, 0 destroyed\. Release \w{12} is deployed", said[1])


def test_drift_names_what_was_done_by_hand(said: list[str]) -> None:
    (row,) = [line for line in said[2].splitlines() if "`aws_s3_bucket_public_access_block.lake_gold" in line]
    assert re.search(r"\b(high|critical)\b.*\bdeleted\b", row)
    assert "drifted: since " in said[2]
    assert "worst: " in said[2]


def test_the_rollback_takes_both_back_and_history_knows(said: list[str]) -> None:
    assert re.search(r"anthill-local is back at release \w{12} from \w{12}: ", said[3])
    assert "create aws_s3_bucket_public_access_block.lake_gold" in said[3]
    assert "is as release" in said[3]
    kinds = re.findall(r"^\d{4}-\S+ \S+  (\w+) ", said[3], re.MULTILINE)
    assert kinds == ["deploy", "plan", "deploy", "rollback"]
    assert said[4].strip() == "0"
