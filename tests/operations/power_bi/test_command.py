"""`anthill power-bi`: what it says, what it leaves alone, and that what is wrong changes nothing."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from environments.catalogue import ENVIRONMENTS
from operations.common.errors import OperationError
from operations.power_bi import folder as module
from operations.power_bi.folder import write_project
from tests.operations.power_bi.conftest import Write
from tests.support.lakehouse_outputs import lakehouse_outputs
from tests.support.run import Run

DEV = next(config for config in ENVIRONMENTS if not config.is_local)
OUTPUTS = lakehouse_outputs(DEV)
MODEL = "anthill-dev.SemanticModel/definition"


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def given(outputs: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = outputs if isinstance(outputs, str) else json.dumps({"anthill-dev": outputs})
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_json_lists_every_file(anthill: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new" / "folder"
    given(OUTPUTS, monkeypatch)
    code, out, _ = anthill("power-bi", "dev", "--output", str(folder), "--json")
    told = json.loads(out)
    assert code == 0
    assert sorted(told["new"]) == sorted(files(folder))
    assert all((folder / name).is_file() for name in told["opens"])
    given(OUTPUTS, monkeypatch)
    again = json.loads(anthill("power-bi", "dev", "--output", str(folder), "--json")[1])
    assert (again["new"], again["changed"], again["removed"]) == ([], [], [])
    assert sorted([*again["same"], *again["kept"]]) == sorted(files(folder))


def test_a_report_outlives_a_new_model(write: Write, anthill: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(DEV)
    before = files(folder)
    page = folder / "anthill-dev.Report/definition/pages/first/page.json"
    page.write_text("{}")
    (folder / "notes.txt").write_text("mine")
    local = folder / "anthill-dev.SemanticModel/.pbi/localSettings.json"
    local.parent.mkdir()
    local.write_text("{}")
    (folder / MODEL / "tables/gone.tmdl").write_text("table gone\n")
    (folder / MODEL / "relationships.tmdl").write_text("edited by hand\n")
    (folder / "anthill-dev.Report/definition.pbir").unlink()
    given(OUTPUTS, monkeypatch)
    code, out, _ = anthill("power-bi", "dev", "--output", str(folder))
    assert code == 0
    assert "0 files new, 1 changed, 1 removed; the report is left as it was" in out
    now = files(folder)
    assert (page.read_text(), local.read_text(), now["notes.txt"]) == ("{}", "{}", b"mine")
    assert {name: text for name, text in now.items() if MODEL in name} == {
        name: text for name, text in before.items() if MODEL in name
    }


@pytest.mark.parametrize(
    ("outputs", "arguments", "told"),
    [
        (OUTPUTS, ["local"], "anthill-local has no SQL warehouse that Power BI could ask"),
        (OUTPUTS, ["stage"], "'stage' is not one of"),
        (OUTPUTS, ["test"], "these are not the outputs of anthill-test"),
        ({**OUTPUTS, "account_id": "000000000000"}, ["dev"], "are of account 000000000000, but anthill-dev"),
        (
            {key: value for key, value in OUTPUTS.items() if key != "power_bi"},
            ["dev"],
            "anthill-dev does not have power_bi: deploy it",
        ),
        ({**OUTPUTS, "power_bi": None}, ["dev"], "output power_bi of anthill-dev is null"),
        (
            {**OUTPUTS, "power_bi": {**OUTPUTS["power_bi"], "server": "https://dbc-1.cloud.databricks.com"}},
            ["dev"],
            'output power_bi.server of anthill-dev is "https://dbc-1.cloud.databricks.com"; allowed: match pattern',
        ),
        (
            {**OUTPUTS, "power_bi": {**OUTPUTS["power_bi"], "http_path": '/sql/1.0/"x'}},
            ["dev"],
            "output power_bi.http_path of anthill-dev is",
        ),
        ("{", ["dev"], "--outputs: standard input is no JSON"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    anthill: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    outputs: Any,
    arguments: list[str],
    told: str,
) -> None:
    given(outputs, monkeypatch)
    code, out, err = anthill("power-bi", *arguments, "--output", str(tmp_path / "new" / "folder"))
    assert (code, out) == (2, "")
    assert told in err
    assert len(err.splitlines()) == 1 or "is not one of" in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_refused(
    anthill: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "anthill-dev.SemanticModel").symlink_to(elsewhere)
    for output, told in ((file, "is a file"), (folder, "is a link")):
        given(OUTPUTS, monkeypatch)
        code, _, err = anthill("power-bi", "dev", "--output", str(output))
        assert (code, told in err) == (2, True), err
    assert (file.read_text(), list(elsewhere.iterdir())) == ("mine", [])
    assert [each.name for each in folder.iterdir()] == ["anthill-dev.SemanticModel"]


@pytest.mark.parametrize("there", [True, False])
def test_what_fails_half_way_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    folder = tmp_path / "deep" / "folder"
    if there:
        write_project(folder, {"a": "1", "m/b": "2", "m/gone": "3"}, {"r/c": "4"}, ("m",))
    before = files(tmp_path)
    really, moves = module._move, [0]  # pyright: ignore[reportPrivateUsage]

    def fails(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
        moves[0] += 1
        if moves[0] == 4:
            raise PermissionError(13, "Permission denied", str(target))
        really(source, target, moved)

    monkeypatch.setattr(module, "_move", fails)
    with pytest.raises(OperationError, match="it is as it was"):
        write_project(folder, {"a": "5", "m/b": "6", "n/d": "7", "n/e": "8"}, {"r/c": "9"}, ("m",))
    assert files(tmp_path) == before
    assert [each.name for each in tmp_path.iterdir()] == (["deep"] if there else [])
    assert not any(each.name == "n" for each in folder.rglob("*"))
