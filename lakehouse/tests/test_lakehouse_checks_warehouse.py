"""Asking a warehouse: answers in parts, late answers, and what it says when it fails."""

from typing import Any

import pytest
from databricks.sdk.service.sql import (
    ColumnInfo,
    ResultData,
    ResultManifest,
    ResultSchema,
    ServiceError,
    StatementResponse,
    StatementState,
    StatementStatus,
)
from workspace.warehouse import asking_warehouse


class Statements:
    """A warehouse's interface that is busy first, then answers in two parts, or fails."""

    def __init__(self, error: str | None = None) -> None:
        self.error = error
        self.asked: list[dict[str, Any]] = []

    def execute_statement(self, **given: Any) -> StatementResponse:
        self.asked.append(given)
        return StatementResponse(statement_id="s", status=StatementStatus(state=StatementState.PENDING))

    def get_statement(self, statement_id: str) -> StatementResponse:
        if self.error:
            status = StatementStatus(state=StatementState.FAILED, error=ServiceError(message=self.error))
            return StatementResponse(statement_id=statement_id, status=status)
        return StatementResponse(
            statement_id=statement_id,
            status=StatementStatus(state=StatementState.SUCCEEDED),
            manifest=ResultManifest(
                schema=ResultSchema(columns=[ColumnInfo(name="day"), ColumnInfo(name="n")])
            ),
            result=ResultData(data_array=[["monday", "1"]], next_chunk_index=1),
        )

    def get_statement_result_chunk_n(self, statement_id: str, index: int) -> ResultData:
        assert (statement_id, index) == ("s", 1)
        return ResultData(data_array=[["tuesday", "2"]])


def test_rows_of_every_part_are_named() -> None:
    statements = Statements()
    ask = asking_warehouse(statements, warehouse="w", catalog="anthill_test", pause=0)
    assert ask("SELECT") == [{"day": "monday", "n": "1"}, {"day": "tuesday", "n": "2"}]
    assert statements.asked == [{"statement": "SELECT", "warehouse_id": "w", "catalog": "anthill_test"}]


def test_a_question_that_fails_is_told_with_the_warehouses_words() -> None:
    ask = asking_warehouse(Statements("no such table"), warehouse="w", catalog="c", pause=0)
    with pytest.raises(AssertionError, match="no such table: SELECT 1"):
        ask("SELECT 1")
