"""Tables of a run are asked in SQL: read and never changed, in three forms, with a way on for each mistake."""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from operations.cli import app
from operations.commands import lakehouse_query
from operations.common.errors import InputError, OperationError
from operations.lakehouse.answers import print_table
from operations.lakehouse.workplace import one_at_a_time

Ask = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "it's here"
    folder = home / "warehouse/gold.db/yearly_results"
    folder.mkdir(parents=True)
    rows = [
        {"isin": f"A{number}", "year": 2025, "result": value, "on": date(2025, 1, 2), "tags": ["x", "y"]}
        for number, value in enumerate((0.5, None, -0.0))
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")
    monkeypatch.setattr(lakehouse_query, "lakehouse_home", lambda: home)
    return home


@pytest.fixture
def ask(home: Path) -> Ask:
    del home
    return lambda *arguments: CliRunner().invoke(app, ["lakehouse", "query", *arguments])


def refusal(done: Result, kind: type[Exception] = InputError) -> str:
    """Return the sentence of a refusal, which ends the command with 2 for wrong input."""
    assert isinstance(done.exception, kind)
    assert done.stdout == ""
    text = str(done.exception)
    assert "\n" not in text
    return text


def test_rows_come_as_a_table_as_csv_and_as_json(ask: Ask) -> None:
    sql = "SELECT isin, result, `on`, tags FROM gold.yearly_results ORDER BY isin"
    table = ask(sql).stdout
    assert "A0" in table
    assert "NULL" in table
    assert "-0.0" not in table
    rows = list(csv.reader(io.StringIO(ask(sql, "--format", "csv").stdout)))
    assert rows[:3] == [
        ["isin", "result", "on", "tags"],
        ["A0", "0.5", "2025-01-02", '["x", "y"]'],
        ["A1", "", "2025-01-02", '["x", "y"]'],
    ]
    objects = json.loads(ask(sql, "--json").stdout)
    assert objects[1] == {"isin": "A1", "result": None, "on": "2025-01-02", "tags": ["x", "y"]}
    assert objects == json.loads(ask(sql, "--format", "json").stdout)


def test_an_answer_is_cut_at_the_limit_and_says_so(ask: Ask) -> None:
    cut = ask("SELECT isin FROM gold.yearly_results ORDER BY isin DESC", "--limit", "2", "--format", "csv")
    assert cut.stdout == "isin\nA2\nA1\n"
    assert "the first 2 rows" in cut.stderr
    whole = ask("SELECT isin FROM gold.yearly_results", "--limit", "3", "--format", "csv")
    assert whole.stderr == ""
    assert ask("SELECT 1", "--limit", "0").exit_code == 2


def test_an_answer_is_written_to_a_file(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    done = ask("SELECT CAST(1.50 AS DECIMAL(5, 2)) AS n", "--format", "csv", "--output", str(file))
    assert (done.stdout, file.read_text()) == ("", "n\n1.50\n")
    assert "--format csv" in refusal(ask("SELECT 1", "--output", str(file)))


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO gold.yearly_results SELECT * FROM gold.yearly_results",
        "INSERT OVERWRITE DIRECTORY '{out}' USING parquet SELECT 1",
        "CREATE TABLE gold.copied USING parquet LOCATION '{out}' AS SELECT 1 AS a",
        "DROP TABLE gold.yearly_results",
        "DELETE FROM gold.yearly_results",
        "UPDATE gold.yearly_results SET year = 1",
        "SET spark.sql.ansi.enabled = false",
        "WITH a AS (SELECT 1) INSERT INTO gold.yearly_results SELECT * FROM a",
        "SELECT 1; DROP TABLE gold.yearly_results",
    ],
)
def test_what_writes_is_refused_and_nothing_changed(ask: Ask, home: Path, tmp_path: Path, sql: str) -> None:
    def files() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in home.rglob("*.parquet")}

    before = files()
    assert refusal(ask(sql.format(out=tmp_path / "out"))).startswith("SQL: ")
    assert files() == before
    assert not (tmp_path / "out").exists()


def test_the_refusal_says_what_is_answered(ask: Ask) -> None:
    assert "only a query is answered (SELECT, WITH, VALUES)" in refusal(ask("DROP TABLE gold.yearly_results"))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT * FROM gold.yearly_result", "'gold.yearly_result'; did you mean gold.yearly_results?"),
        ("SELECT * FROM yearly_results", "no table 'yearly_results'; did you mean gold.yearly_results?"),
        ("SELECT * FROM silver.`yearly_results`", "did you mean gold.yearly_results?"),
        ("SELECT * FROM nothing_like_it", "'nothing_like_it' ('anthill lakehouse tables'"),
        ("SELECT price FROM gold.yearly_results", "there is no column 'price'"),
        ("SELCT 1", "was not understood"),
        ("", "was not understood"),
    ],
)
def test_a_mistake_is_one_sentence_with_a_way_on(ask: Ask, sql: str, words: str) -> None:
    assert words in refusal(ask(sql))


def test_forms_that_contradict_each_other_are_refused(ask: Ask) -> None:
    assert "give one of them" in refusal(ask("SELECT 1", "--json", "--format", "csv"))
    assert "name them by AS" in refusal(ask("SELECT 1 AS a, 2 AS a", "--json"))


def test_before_the_first_run_it_says_what_to_run(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lakehouse_query, "lakehouse_home", lambda: tmp_path / "none")
    assert "anthill lakehouse run --sample" in refusal(ask("SELECT 1"))
    assert not (tmp_path / "none").exists()


def test_it_waits_for_no_run_that_replaces_what_it_reads(ask: Ask, home: Path) -> None:
    with one_at_a_time(home):
        assert "another command works in" in refusal(ask("SELECT 1"), OperationError)


def test_rows_wider_than_the_terminal_are_lists_of_their_columns() -> None:
    answer = pa.Table.from_pylist([{"first": "a" * 30, "second": Decimal("1.5")}])
    shown: dict[int, str] = {}
    for width in (30, 120):
        output = io.StringIO()
        print_table(answer, Console(file=output, force_terminal=True, width=width, no_color=True))
        shown[width] = output.getvalue()
    assert "second: " in shown[30]
    assert "┃" in shown[120]
    piped = io.StringIO()
    print_table(answer, Console(file=piped, width=30))
    assert "a" * 30 in piped.getvalue()


LONG = """
import os, sys, threading
from pathlib import Path
from anthill_lakehouse.local.query import questions
from operations.common.errors import errors_as_exit
with errors_as_exit("x"), questions(Path("nowhere")) as asked:
    threading.Timer(2, lambda: os.kill(os.getpid(), int(sys.argv[1]))).start()
    asked.answer("SELECT count(*) FROM range(1000000) a JOIN range(1000000) b ON a.id % 7 > b.id % 5")
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_long_query_ends_at_once_with_ctrl_c(tmp_path: Path, number: int, code: int) -> None:
    program = tmp_path / "long.py"
    program.write_text(LONG)
    done = subprocess.run(
        [sys.executable, str(program), str(int(number))],
        capture_output=True,
        text=True,
        check=False,
        timeout=40,
    )
    assert (done.returncode, done.stderr) == (code, "")
