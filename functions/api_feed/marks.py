"""How far the source has come: the end of the last window that is in landing."""

from datetime import UTC, datetime
from typing import Any

from .windows import STAMP


class OvertakenError(Exception):
    """Says that another run has moved the mark meanwhile."""


class Marks:
    """Keeps the mark of one source in a DynamoDB item; a change succeeds only from the mark that was read."""

    def __init__(self, dynamodb: Any, table: str, source: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._key = {"source": {"S": source}}

    def read(self) -> datetime | None:
        """Return the mark, None if the source has never run."""
        item = self._dynamodb.get_item(TableName=self._table, Key=self._key, ConsistentRead=True).get("Item")
        return datetime.strptime(item["mark"]["S"], STAMP).replace(tzinfo=UTC) if item else None

    def move(self, before: datetime | None, after: datetime) -> None:
        """Move the mark. Raises OvertakenError if it is no longer the one before."""
        expected = (
            {"ConditionExpression": "attribute_not_exists(mark)"}
            if before is None
            else {"ConditionExpression": "mark = :before"}
        )
        values = {":after": {"S": after.strftime(STAMP)}}
        if before is not None:
            values[":before"] = {"S": before.strftime(STAMP)}
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=self._key,
                UpdateExpression="SET mark = :after",
                ExpressionAttributeValues=values,
                **expected,
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException as error:
            raise OvertakenError(f"the mark is no longer {before}") from error
