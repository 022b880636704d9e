"""The committed reference is what the code says, and one command keeps it so."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import OperationError
from operations.documentation.reference.material import Material
from operations.documentation.reference.registry import FOLDER, OWNED, PAGES, texts
from operations.documentation.reference.writing import FIX, faults
from tests.operations.documentation.conftest import ROOT

READ = (
    *(file.parent.name for file in ROOT.glob("*/__init__.py")),
    *("lakehouse", "canary", "conformance", ".github", "pyproject.toml", "uv.lock", "package-lock.json"),
)
"""What pages are made of beside the synthesis."""


@pytest.fixture
def project(tmp_path: Path, synthesised: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a copy of the reference, whose synthesis is the session's."""
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    (tmp_path / "cdktf.json").write_text("{}")
    for name in READ:
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("ANTHILL_HOME", str(ROOT / ".anthill"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "operations.synthesis.synthesise.synthesise",
        lambda outdir: shutil.copytree(synthesised, outdir, dirs_exist_ok=True),  # pyright: ignore[reportUnknownLambdaType]
    )
    return tmp_path / FOLDER


def run(*arguments: str) -> str:
    """Return what the command says. Raises what it raises."""
    result = CliRunner().invoke(app, ["docs", "reference", *arguments])
    if result.exception:
        raise result.exception
    return result.stdout


def test_no_page_is_stale(made: Mapping[str, str]) -> None:
    found = [f"{FOLDER}/{fault}" for fault in faults(ROOT / FOLDER, made, OWNED)]
    assert not found, f"the code or the configuration changed; run `{FIX}`"


def test_the_command_fixes_what_the_check_names(project: Path, made: Mapping[str, str]) -> None:
    assert run("--check") == f"{len(made)} files in {FOLDER} are what the code says\n"
    costs = (project / "costs.md").read_text()
    (project / "costs.md").write_text(costs.replace("estimate", "promise"))
    (project / "rules.md").unlink()
    (project / "diagrams/anthill-stage.svg").write_text("<svg/>")
    (project / "hand-written.md").write_text("# Of a person\n")
    with pytest.raises(OperationError) as error:
        run("--check")
    first, *told, last = str(error.value).splitlines()
    assert (first, last.strip()) == ("the reference is not what the code says:", f"fix: {FIX}")
    assert sorted(line.strip().split(" from")[0] for line in told) == [
        f"{FOLDER}/costs.md: differs",
        f"{FOLDER}/diagrams/anthill-stage.svg: is made no longer",
        f"{FOLDER}/rules.md: is not there",
    ]
    assert error.value.exit_code == 1
    assert run().splitlines() == [
        f"{FOLDER}/rules.md: written",
        f"{FOLDER}/costs.md: written",
        f"{FOLDER}/diagrams/anthill-stage.svg: removed",
        f"{len(made)} files in {FOLDER}, 3 changed",
    ]
    assert (project / "costs.md").read_text() == costs
    assert not (project / "diagrams/anthill-stage.svg").exists()
    assert (project / "hand-written.md").exists(), "what people write there is theirs"
    assert run().endswith("0 changed\n")


def test_pages_are_the_same_each_time_and_on_each_machine(
    material: Material, made: Mapping[str, str], synthesised: Path
) -> None:
    assert texts(material) == made
    for text in made.values():
        assert str(ROOT) not in text
        assert synthesised.name not in text


def test_the_overview_leads_to_every_page(made: Mapping[str, str]) -> None:
    for page in PAGES:
        assert f"]({page.file})" in made["README.md"]
        assert "make reference" in made[page.file], "a page says what writes it"


def test_the_verb_of_make_is_what_pages_name() -> None:
    rules = (ROOT / "Makefile").read_text()
    assert FIX.startswith("make ")
    assert f"\n{FIX.removeprefix('make ')}: setup ## " in rules
