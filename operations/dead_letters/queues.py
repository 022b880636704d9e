"""The dead-letter queues of an environment's sources."""

import contextlib
import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from configuration.names import Names
from operations.common.errors import InputError, OperationError

AT_ONCE: Final = 10
"""The most messages that SQS gives in one call (API reference, ReceiveMessage)."""

LOOK_SECONDS: Final = 30
"""How long a message that is only looked at is hidden: long enough to get each once."""

MOVE_SECONDS: Final = 120
"""How long a message that is being sent back is hidden from others who do the same."""

MOST: Final = 1000
"""The most messages that one call reads; the next one takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that failed every retry. `landing` says whether it is the event of an object that landed."""

    id: str
    receipt: str
    sent: datetime
    attributes: dict[str, str]
    body: str

    @property
    def landing(self) -> bool:
        """Whether it is the event of S3 that a reader of the landing queue failed on."""
        try:
            event: Any = json.loads(self.body)
        except ValueError:
            return False
        return isinstance(event, dict) and event.get("source") == "aws.s3"

    @property
    def about(self) -> str:
        """What it is about, in a line."""
        if not self.landing:
            return f"no landing event: {self.body[:80]!r}"
        detail = json.loads(self.body).get("detail", {})
        return f"s3://{detail.get('bucket', {}).get('name')}/{detail.get('object', {}).get('key')}"


@dataclass(frozen=True, slots=True)
class SourceQueues:
    """The queues of one source: where its events land, and where those go that fail every retry."""

    sqs: Any
    names: Names
    source: str

    def count(self) -> int:
        """Return how many dead letters there are, about: SQS counts no more exactly."""
        with _asking(f"counting the dead letters of {self.source}"):
            answer = self.sqs.get_queue_attributes(
                QueueUrl=self._url(f"dead-{self.source}"), AttributeNames=["ApproximateNumberOfMessages"]
            )
            return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def look(self) -> list[DeadLetter]:
        """Return the dead letters; each comes back into the queue after half a minute."""
        return list(self._received(LOOK_SECONDS))

    def redrive(self, say: Callable[[str], None]) -> tuple[int, list[DeadLetter]]:
        """Send landing events back to the landing queue; return how many, and the dead letters that stay.

        A letter is deleted once it was sent: ended in between, a run leaves both, and a reader that sees an object
        twice reads it once. What is no landing event has no queue to go to, and stays.
        """
        moved, stays = 0, list[DeadLetter]()
        target, dead = self._url(f"landing-{self.source}"), self._url(f"dead-{self.source}")
        for letter in self._received(MOVE_SECONDS):
            if not letter.landing:
                stays.append(letter)
                continue
            with _asking(f"sending {letter.id} back to the landing queue of {self.source}"):
                self.sqs.send_message(QueueUrl=target, MessageBody=letter.body)
                self.sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter.receipt)
            moved += 1
            say(f"{letter.about}: sent back")
        with _asking(f"giving back what stays of {self.source}"):
            for letter in stays:
                self.sqs.change_message_visibility(
                    QueueUrl=dead, ReceiptHandle=letter.receipt, VisibilityTimeout=0
                )
        return moved, stays

    def _received(self, hidden: int) -> Iterator[DeadLetter]:
        url, seen = self._url(f"dead-{self.source}"), set[str]()
        while len(seen) < MOST:
            with _asking(f"reading the dead letters of {self.source}"):
                answer = self.sqs.receive_message(
                    QueueUrl=url,
                    MaxNumberOfMessages=AT_ONCE,
                    VisibilityTimeout=hidden,
                    AttributeNames=["All"],
                    MessageAttributeNames=["All"],
                )
            found = [message for message in answer.get("Messages", []) if message["MessageId"] not in seen]
            if not found:
                return
            for message in found:
                seen.add(message["MessageId"])
                yield _letter(message)

    def _url(self, name: str) -> str:
        queue = self.names.named("sqs_queue", name)
        with _asking(f"looking for the queue {queue}"):
            return str(self.sqs.get_queue_url(QueueName=queue)["QueueUrl"])


def source_queues(sqs: Any, names: Names, sources: list[str], wanted: str) -> SourceQueues:
    """Return the queues of a source. Raises InputError for one that is not configured."""
    if wanted not in sources:
        raise InputError(f"{wanted!r} is no source; allowed are {', '.join(sources)}")
    return SourceQueues(sqs, names, wanted)


def _letter(message: dict[str, Any]) -> DeadLetter:
    sent = int(message.get("Attributes", {}).get("SentTimestamp", 0)) / 1000
    attributes = {
        name: str(value.get("StringValue", ""))
        for name, value in message.get("MessageAttributes", {}).items()
    }
    return DeadLetter(
        id=message["MessageId"],
        receipt=message["ReceiptHandle"],
        sent=datetime.fromtimestamp(sent, UTC),
        attributes=attributes,
        body=message["Body"],
    )


@contextlib.contextmanager
def _asking(what: str) -> Generator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise OperationError(
            f"{what} failed: {' '.join(str(error).split())}: is the environment deployed, and may these credentials "
            "use its queues?"
        ) from error
