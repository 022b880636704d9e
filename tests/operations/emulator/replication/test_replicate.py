"""What is inserted, updated and deleted in a real PostgreSQL is what the files say, once and in order."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from operations.common.errors import OperationError
from operations.emulator.replication.landing_files import LandingFile
from operations.emulator.replication.server import Server
from tests.operations.emulator.replication.given import Database, Stored


@pytest.fixture
def database(server: Server) -> Database:
    return Database(server)


@pytest.fixture
def stored() -> Stored:
    return Stored()


def test_the_whole_and_then_every_change(database: Database, stored: Stored) -> None:
    database.run(
        "INSERT INTO positions VALUES ('A', 1.5, '2026-01-05T18:00:00.123987+01:00'), ('B', NULL, NULL)"
    )
    replication = database.replication(stored)
    before = datetime.now(UTC)
    assert not replication.has_slot()
    assert replication.full_load() == 2
    (file,) = stored.files
    assert file.key == "portfolio/positions/public/positions/LOAD00000001.parquet"
    first, second = stored.taken()
    assert list(first) == ["Op", "isin", "quantity", "at", "_captured_at"]
    assert first["Op"] == second["Op"] == "I"
    assert (first["quantity"], second["quantity"], second["at"]) == (Decimal("1.5000000000"), None, None)
    assert first["at"] == datetime(2026, 1, 5, 17, 0, 0, 123000), "in UTC, to the millisecond"  # noqa: DTZ001
    assert before <= datetime.fromisoformat(first["_captured_at"]).replace(tzinfo=UTC) <= datetime.now(UTC)

    database.run(
        "INSERT INTO positions VALUES ('C', 3, NULL)",
        "UPDATE positions SET quantity = 2 WHERE isin = 'A'",
        "UPDATE positions SET quantity = 4 WHERE isin = 'A'",
        "DELETE FROM positions WHERE isin = 'B'",
    )
    assert replication.ongoing() == 4
    (file,) = stored.files
    assert re.fullmatch(
        r"portfolio/positions/public/positions/\d{4}/\d\d/\d\d/\d{8}-\d{9}\.parquet", file.key
    )
    told = stored.taken()
    assert [(row["Op"], row["isin"], row["quantity"]) for row in told] == [
        ("I", "C", 3), ("U", "A", 2), ("U", "A", 4), ("D", "B", None)
    ]  # fmt: skip
    assert len({row["_captured_at"] for row in told}) == 1, "the time of their commit"
    assert replication.ongoing() == 0
    assert stored.files == []


def test_what_is_committed_during_a_full_load_is_in_one_place(database: Database, stored: Stored) -> None:
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")

    def meanwhile(file: LandingFile) -> None:
        database.run("INSERT INTO positions VALUES ('LATE', 2, NULL)")
        stored(file)

    assert database.replication(meanwhile).full_load() == 1
    assert [row["isin"] for row in stored.taken()] == ["A"]
    assert database.replication(stored).ongoing() == 1
    assert [row["isin"] for row in stored.taken()] == ["LATE"]


def test_what_could_not_be_stored_is_told_again(database: Database, stored: Stored) -> None:
    def refused(_: LandingFile) -> None:
        raise OperationError("no room")

    database.replication(stored).full_load()
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")
    with pytest.raises(OperationError, match="no room"):
        database.replication(refused).ongoing()
    assert database.replication(stored).ongoing() == 1
    assert [row["isin"] for row in stored.taken()] == ["A"]


def test_a_full_load_that_failed_keeps_no_slot(database: Database, stored: Stored) -> None:
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")

    def refused(_: LandingFile) -> None:
        raise OperationError("no room")

    with pytest.raises(OperationError, match="no room"):
        database.replication(refused).full_load()
    assert not database.replication(stored).has_slot()


def test_a_rolled_back_change_is_none(database: Database, stored: Stored) -> None:
    replication = database.replication(stored)
    replication.full_load()
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.run(*["INSERT INTO positions VALUES ('A', 1, NULL)"] * 2)
    assert replication.ongoing() == 0


def test_a_table_that_is_not_in_the_mapping_is_not_read(database: Database, stored: Stored) -> None:
    database.run("CREATE TABLE salaries (id int PRIMARY KEY)", "INSERT INTO salaries VALUES (1)")
    replication = database.replication(stored)
    assert replication.full_load() == 0
    database.run("INSERT INTO salaries VALUES (2)", "INSERT INTO positions VALUES ('A', 1, NULL)")
    assert replication.ongoing() == 1
    assert {file.key.split("/")[3] for file in stored.files} == {"positions"}


def test_a_mapping_that_selects_nothing_fails(database: Database, stored: Stored) -> None:
    with pytest.raises(OperationError, match=r"selects no table.*FailOnNoTablesCaptured"):
        database.replication(stored, tables=[("public", "trades")]).full_load()


def test_a_replication_without_changes_reads_the_whole_each_time(database: Database, stored: Stored) -> None:
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")
    replication = database.replication(stored, changes=False)
    assert [replication.full_load(), replication.full_load()] == [1, 1]
    assert not replication.has_slot()
    assert {file.key.rpartition("/")[2] for file in stored.files} == {"LOAD00000001.parquet"}


def test_an_altered_table_begins_a_file(database: Database, stored: Stored) -> None:
    replication = database.replication(stored)
    replication.full_load()
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")
    database.run("ALTER TABLE positions ALTER quantity TYPE varchar")
    database.run("INSERT INTO positions VALUES ('B', 'many', NULL)")
    assert replication.ongoing() == 2
    assert len(stored.files) == len({file.key for file in stored.files}) == 2
    assert [row["quantity"] for row in stored.rows] == [Decimal("1.0000000000"), "many"]


def test_a_deletion_tells_all_where_the_table_says_so(database: Database, stored: Stored) -> None:
    database.run("ALTER TABLE positions REPLICA IDENTITY FULL", "INSERT INTO positions VALUES ('A', 1, NULL)")
    replication = database.replication(stored)
    replication.full_load()
    stored.taken()
    database.run("UPDATE positions SET quantity = 2", "DELETE FROM positions")
    assert replication.ongoing() == 2
    assert [(row["Op"], row["isin"], row["quantity"]) for row in stored.rows] == [
        ("U", "A", 2),
        ("D", "A", 2),
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE positions SET isin = 'Z'",
            r"public\.positions\.isin, of the primary key, was updated from 'A' to 'Z'",
        ),
        ("TRUNCATE positions", "a table was truncated"),
    ],
)
def test_what_dms_makes_of_it_is_not_documented(
    database: Database, stored: Stored, statement: str, said: str
) -> None:
    database.run("INSERT INTO positions VALUES ('A', 1, NULL)")
    replication = database.replication(stored)
    replication.full_load()
    stored.taken()
    database.run(statement)
    with pytest.raises(OperationError, match=said):
        replication.ongoing()
    assert stored.files == []


@pytest.mark.parametrize("kind", ["bytea", "numeric", "interval", "integer[]", "time"])
def test_a_type_that_is_not_known_is_refused_by_its_column(
    database: Database, stored: Stored, kind: str
) -> None:
    database.run(f"CREATE TABLE odd (id int PRIMARY KEY, value {kind})")
    database.run("INSERT INTO odd VALUES (1, NULL)")
    with pytest.raises(OperationError, match=r"public\.odd\.value has PostgreSQL's type"):
        database.replication(stored, tables=[("public", "odd")]).full_load()
    assert stored.files == []


VALUES = {
    "boolean": ("true", "true"),
    "smallint": ("-7", -7),
    "integer": ("2147483647", 2147483647),
    "bigint": ("9223372036854775807", 9223372036854775807),
    "real": ("0.5", 0.5),
    "double precision": ("0.1", 0.1),
    "numeric(38, 10)": ("1234567890123456789012345678.0123456789", Decimal("1234567890123456789012345678.0123456789")),
    "varchar": ("'Zürich | \"a,b\" \\n'", "Zürich | \"a,b\" \\n"),
    "text": ("''", ""),
    "char(3)": ("'ab'", "ab "),
    "uuid": ("'00000000-0000-0000-0000-00000000000a'", "00000000-0000-0000-0000-00000000000a"),
    "date": ("'2026-01-05'", datetime(2026, 1, 5, tzinfo=UTC).date()),
    "timestamp": ("'2026-01-05 18:00:00.5'", datetime(2026, 1, 5, 18, 0, 0, 500000)),  # noqa: DTZ001
    "jsonb": ("""'{"a": [1]}'""", '{"a": [1]}'),
}  # fmt: skip


def test_a_value_is_the_same_in_the_whole_and_in_a_change(database: Database, stored: Stored) -> None:
    columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(VALUES))
    values = ", ".join(text for text, _ in VALUES.values())
    insert = "INSERT INTO kinds SELECT count(*) + 1, " + values + " FROM kinds"  # noqa: S608 - values of this file
    database.run(f"CREATE TABLE kinds (id int PRIMARY KEY, {columns})", insert)
    replication = database.replication(stored, tables=[("public", "kinds")])
    replication.full_load()
    database.run(insert)
    replication.ongoing()
    whole, change = stored.rows
    expected = {f"c{number}": value for number, (_, value) in enumerate(VALUES.values())}
    for row in (whole, change):
        found = {name: value for name, value in row.items() if name.startswith("c")}
        assert {
            name: value.rstrip() if name == "c9" else value for name, value in found.items()
        } == expected | {"c9": "ab"}


def test_a_file_holds_what_its_interval_and_size_allow(database: Database, stored: Stored) -> None:
    replication = database.replication(stored, CdcMinFileSize=1)
    replication.full_load()
    database.run(
        "INSERT INTO positions SELECT repeat('X', 400) || n, n, NULL FROM generate_series(1, 7) AS n"
    )
    assert replication.ongoing() == 7
    assert [file.rows for file in stored.files] == [3, 3, 1]
    names = [file.key for file in stored.files]
    assert names == sorted(set(names)), "each has a name of its own, in order"
    moments = [datetime.strptime(name[-26:-8], "%Y%m%d-%H%M%S%f").replace(tzinfo=UTC) for name in names]
    assert moments[-1] - moments[0] < timedelta(seconds=5)
