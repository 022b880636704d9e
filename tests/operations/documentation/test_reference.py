"""The committed reference is what the code says, and one command keeps it so."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import InputError, OperationError
from operations.documentation.reference.material import Material
from operations.documentation.reference.navigation import BEGIN, END, with_entries
from operations.documentation.reference.parts import Part, split
from operations.documentation.reference.registry import FOLDER, NAVIGATION, OWNED, PAGES, texts
from operations.documentation.reference.writing import FIX, faults
from tests.operations.documentation.conftest import ROOT
from tests.support.site import copied


@pytest.fixture
def project(tmp_path: Path, synthesised: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project, whose synthesis is the session's."""
    copied(tmp_path)
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
    (project / NAVIGATION).write_text((project / NAVIGATION).read_text().replace("- Costs: ", "- Price: "))
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
        "mkdocs.yml: differs",
    ]
    assert error.value.exit_code == 1
    assert run().splitlines() == [
        f"{FOLDER}/rules.md: written",
        f"{FOLDER}/costs.md: written",
        "mkdocs.yml: written",
        f"{FOLDER}/diagrams/anthill-stage.svg: removed",
        f"{len(made)} files in {FOLDER}, 4 changed",
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


def test_a_page_that_leads_to_others_leads_to_each_and_each_leads_back() -> None:
    made = split(
        "big.md",
        ["# Big", "", "Said."],
        [Part(name="a_b", title="A, b", says="all of b", lines=["", "## b"])],
    )
    assert list(made) == ["big.md", "big/a_b.md"]
    assert made["big.md"].startswith("# Big\n\nSaid.\n")
    assert "| [A, b](big/a_b.md) | all of b |" in made["big.md"]
    assert made["big/a_b.md"].startswith("# Big: A, b\n")
    assert "[Big](../big.md)" in made["big/a_b.md"]
    assert made["big/a_b.md"].endswith("\n\n## b\n")


def test_every_page_has_an_entry_below_the_one_that_leads_to_it() -> None:
    settings = f"nav:\n  - Mine: mine.md\n      {BEGIN}\n      - Gone: reference/gone.md\n      {END}\n  - Last: x.md\n"
    made = {"big.md": "# Big\n", "big/a.md": "# Big: of a\n", "one.md": "# One\n", "big/a.svg": "<svg/>"}
    assert with_entries(settings, made, {"big.md": "Big pages", "one.md": "One"}).splitlines()[2:-1] == [
        f"      {BEGIN}",
        "      - Big pages:",
        "          - Overview: reference/big.md",
        "          - Of a: reference/big/a.md",
        "      - One: reference/one.md",
        f"      {END}",
    ]
    with pytest.raises(InputError, match=r"mkdocs\.yml: nav has no '# Written by `make reference`"):
        with_entries(settings.replace(END, ""), made, {})


def test_the_verb_of_make_is_what_pages_name() -> None:
    rules = (ROOT / "Makefile").read_text()
    assert FIX.startswith("make ")
    assert f"\n{FIX.removeprefix('make ')}: setup ## " in rules
