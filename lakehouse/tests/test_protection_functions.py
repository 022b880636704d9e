"""The functions of masks and filters, run by Spark on rows: who sees what."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from anthill_lakehouse.protection.functions import FILTER, FUNCTIONS, function_of, statements
from anthill_lakehouse.protection.readers import Readers
from anthill_lakehouse.tasks import protect

pytestmark = pytest.mark.xdist_group("spark")

JOBS = "00000000-0000-4000-8000-0000000000f2"
READERS = Readers.of(f"{JOBS},platform-admins,bi-readers", "analysts=*;data-scientists=P1,P2")
VALUES = {
    "string": ("'a'", "a", "***"),
    "decimal(18,6)": ("CAST(10 AS decimal(18,6))", Decimal(10), None),
    "bigint": ("10L", 10, None),
    "int": ("10", 10, None),
    "double": ("1.5D", 1.5, None),
    "date": ("date'2026-01-05'", "2026-01-05", None),
    "timestamp": ("timestamp'2026-01-05 10:00:00'", "2026-01-05 10:00:00", None),
    "array<string>": ("array('a', 'b')", ["a", "b"], ["***"]),
}
Asked = Callable[[str], Any]


@pytest.fixture(
    scope="module", params=["platform-admins", "bi-readers", "analysts", "data-scientists", "auditors", JOBS]
)
def asked(request: pytest.FixtureRequest, spark_itself: SparkSession) -> tuple[str, Asked]:
    """Somebody, and what asks Spark as they would."""
    who = request.param
    spark_itself.sql("CREATE DATABASE IF NOT EXISTS ops")
    # Databricks' own, which Spark has not.
    spark_itself.sql(
        f"CREATE OR REPLACE FUNCTION is_account_group_member(name string) RETURNS boolean RETURN name = '{who}'"
    )
    for statement in statements("spark_catalog", READERS):
        if statement.startswith("CREATE"):
            spark_itself.sql(statement.replace("current_user()", f"'{who}'"))
    return who, lambda question: spark_itself.sql(f"SELECT {question} AS answer").collect()[0]["answer"]


def test_every_type_has_a_value_here() -> None:
    assert VALUES.keys() == FUNCTIONS.keys()


def test_values_are_seen_by_those_who_may_and_by_nobody_else(asked: tuple[str, Asked]) -> None:
    who, ask = asked
    for kind, (written, value, hidden) in VALUES.items():
        expected = value if who in READERS.values else hidden
        answer = ask(f"{function_of(kind)}({written})")
        assert (str(answer) if kind in {"date", "timestamp"} and answer else answer) == expected, kind
        assert ask(f"{function_of(kind)}(CAST(NULL AS {kind}))") is None, kind
        assert ask(f"typeof({function_of(kind)}({written}))") == kind


def test_rows_are_seen_by_those_who_may_and_by_nobody_else(asked: tuple[str, Asked]) -> None:
    who, ask = asked
    seen = {value for value in ("P1", "P2", "P3") if ask(f"{FILTER}('{value}')")}
    if who in (*READERS.values, "analysts"):
        assert seen == {"P1", "P2", "P3"}
    else:
        assert seen == ({"P1", "P2"} if who == "data-scientists" else set())


def test_a_position_that_an_analyst_asks_for_is_masked(
    spark_itself: SparkSession, asked: tuple[str, Asked]
) -> None:
    """As Unity Catalog would: the filter on rows, the mask instead of each reference to the column."""
    who, _ = asked
    rows = spark_itself.sql(
        "SELECT portfolio_id, ops.mask_decimal(quantity) AS quantity FROM VALUES ('P1', CAST(10 AS decimal(18,6))), "
        "('P3', CAST(5 AS decimal(18,6))) AS positions(portfolio_id, quantity) "
        "WHERE ops.may_see_row(portfolio_id) ORDER BY portfolio_id"
    ).collect()
    expected = {
        "analysts": [("P1", None), ("P3", None)],
        "data-scientists": [("P1", None)],
        "auditors": [],
    }.get(who, [("P1", Decimal(10)), ("P3", Decimal(5))])
    assert [(row["portfolio_id"], row["quantity"]) for row in rows] == expected


def test_every_function_is_granted_to_those_who_ask() -> None:
    told = list(statements("c", READERS))
    made = [each.split("(")[0].removeprefix("CREATE OR REPLACE FUNCTION ") for each in told[::2]]
    assert made == [f"c.{name}" for name in (*FUNCTIONS.values(), FILTER)]
    assert told[1::2] == [f"GRANT EXECUTE ON FUNCTION {name} TO `account users`" for name in made]


def test_without_readers_nobody_sees_anything() -> None:
    nobody = Readers.of("", "")
    assert (nobody.may_see_values, nobody.may_see_row("value")) == ("false", "(false)")


@pytest.mark.parametrize(
    ("values", "rows"), [("a'b", ""), ("", "a'=*"), ("", "a=P'1"), ("a) OR (true", ""), ("", "a=")]
)
def test_what_is_no_name_does_not_become_sql(
    values: str, rows: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="is no name"):
        Readers.of(values, rows)
    with pytest.raises(SystemExit) as ended:
        protect.main(["--catalog", "c", "--values", values, "--rows", rows])
    assert ended.value.code == 2
    assert "is no name" in capsys.readouterr().err


def test_a_type_without_a_mask_is_named() -> None:
    with pytest.raises(LookupError, match="no mask for columns of type boolean"):
        function_of("boolean")
