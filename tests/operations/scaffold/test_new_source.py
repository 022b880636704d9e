"""A source of each kind that a command began is valid, has its resources, and its sample keeps its contract."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.operations.scaffold.conftest import Refused
from tests.support.configured_project import ROOT, ConfiguredProject
from tests.support.template import Template

KINDS = {
    "api": "samples/new-api.jsonl",
    "stream": "samples/new-stream.jsonl",
    "database": "samples/new-database.jsonl",
    "file": "samples/new-file-20260105.csv",
}
SYNTHESISE = (
    "import sys; from main import build_app; build_app(outdir=sys.argv[1], stacks=['anthill-dev']).synth()"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ConfiguredProject:
    """The project with a new source of each kind."""
    made = ConfiguredProject(tmp_path_factory.mktemp("project"))
    for kind, sample in KINDS.items():
        done = made.anthill("new", "source", f"new-{kind}", "--kind", kind, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["written"] == [
            f"contracts/datasets/new_{kind}.json",
            "environments/market_data.py",
            sample,
        ]
    return made


def test_three_files_are_written_and_nothing_else(project: ConfiguredProject) -> None:
    assert project.changed() == {
        "environments/market_data.py",
        *(f"contracts/datasets/new_{kind}.json" for kind in KINDS),
        *KINDS.values(),
    }
    checked = project.anthill("config", "check")
    assert checked.stdout == "4 environments are valid: local, dev, test, prod\n", checked.stderr
    # What was there is there still, in its place.
    before, after = (
        texts["environments/market_data.py"].splitlines() for texts in (project.before, project.texts())
    )
    assert [line for line in before if line not in after] == []


def test_contracts_and_samples_keep_their_standard(project: ConfiguredProject, tmp_path: Path) -> None:
    tests = tmp_path / "tests" / "configuration"
    tests.mkdir(parents=True)
    shutil.copy(ROOT / "tests/configuration/test_contracts.py", tests)
    shutil.copytree(project.folder / "samples", tmp_path / "samples")
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts="]
    done = project.run(sys.executable, "-m", "pytest", *options, str(tests))
    assert done.returncode == 0, done.stdout[-3000:]


def test_each_has_its_resources(project: ConfiguredProject, tmp_path: Path) -> None:
    done = project.run(sys.executable, "-c", SYNTHESISE, str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    addresses = Template.read(tmp_path, "anthill-dev").addresses
    for kind in KINDS:
        own = [address for address in addresses if f"ingestion_new_{kind}_" in address]
        assert len(own) > 10, kind
        assert any(address.startswith("aws_sqs_queue.") for address in own)


def test_without_a_list_of_its_kind_and_without_its_imports_they_are_added(tmp_path: Path) -> None:
    project = ConfiguredProject(tmp_path)
    module = tmp_path / "environments/market_data.py"
    module.write_text(
        "from typing import Any, Final\n\nfrom configuration.sources.catalogue import Sources\n\n"
        "MARKET_DATA: Final = Sources()\n\n\ndef market_data(**_: Any) -> Sources:\n    return MARKET_DATA\n"
    )
    for kind in KINDS:
        done = project.anthill("new", "source", f"new-{kind}", "--kind", kind)
        assert done.returncode == 0, done.stderr
    assert project.anthill("config", "check").returncode == 0


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    project = ConfiguredProject(tmp_path)
    done = project.anthill(
        "new", "source", "fees", "--kind", "file", "--partner", "example-vendor", "--dry-run"
    )
    assert (done.returncode, project.changed()) == (0, set())
    assert "would change environments/market_data.py" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["x_y"], "allowed: 2 to 32 of a-z, 0-9 and single '-'"),
        (["splits"], "'splits' is a source already; names are unique: daily-prices, "),
        (["market-holidays"], "contracts/datasets/market_holidays.json is there already"),
        (
            ["fees", "--partner", "example-vendor"],
            "sends no api sources; allowed, with --kind file: example-vendor",
        ),
        (["fees", "--domain", "Bad Domain"], "the contract's domain would be"),
        # Only the whole configuration knows that a tag may not hold this.
        (["fees", "--owner", "a\u0007b"], "nothing was written, for the configuration would not be valid:"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(
    refused: Refused, arguments: list[str], told: str
) -> None:
    assert told in refused("new", "source", *arguments, "--kind", "api")
