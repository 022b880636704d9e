"""Puts the questions of checks to a SQL warehouse."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from databricks.sdk.service.sql import StatementResponse, StatementState

from anthill_lakehouse.checks.check import Ask, Row

ENDED = {StatementState.SUCCEEDED, StatementState.FAILED, StatementState.CANCELED, StatementState.CLOSED}
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 2.0


def asking_warehouse(statements: Any, *, warehouse: str, catalog: str, pause: float = PAUSE_SECONDS) -> Ask:
    """Return what asks a warehouse; `statements` is the client's `statement_execution`.

    Raises AssertionError with the warehouse's words if a question fails, or is not answered in ten minutes.
    """

    def ask(question: str) -> Sequence[Row]:
        answer: StatementResponse = statements.execute_statement(
            statement=question, warehouse_id=warehouse, catalog=catalog
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while answer.status is None or answer.status.state not in ENDED:
            assert time.monotonic() < deadline, f"warehouse {warehouse} does not answer: {question}"
            time.sleep(pause)
            answer = statements.get_statement(answer.statement_id)
        error = answer.status.error
        assert answer.status.state is StatementState.SUCCEEDED, f"{error and error.message}: {question}"
        assert answer.manifest
        assert answer.manifest.schema
        names = [str(column.name) for column in answer.manifest.schema.columns or ()]
        return [dict(zip(names, row, strict=True)) for row in _rows(statements, answer)]

    return ask


def _rows(statements: Any, answer: StatementResponse) -> Iterator[list[str]]:
    chunk = answer.result
    while chunk is not None:
        yield from chunk.data_array or ()
        if chunk.next_chunk_index is None:
            return
        chunk = statements.get_statement_result_chunk_n(answer.statement_id, chunk.next_chunk_index)
