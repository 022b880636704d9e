"""Notifies of a failure once, and of its end only if the failure was notified.

What was sent is kept as one small object per key beside the state. S3 writes an object "only if there is none"
atomically, so that of two runs one notifies; the pipeline's roles reach that bucket already; and nothing there asks
for a token of GitHub, which a failing run may not have. A parameter in SSM has no such write, and an issue as a mark
would show each failure to everybody.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from operations.common.errors import OperationError
from operations.common.files import sha256
from operations.common.severity import Severity
from operations.common.store import Store
from operations.notify.channels import Channel
from operations.notify.message import Message

FOLDER: Final = "notifications/"
CLAIM: Final = timedelta(minutes=2)
"""How long another run that began to notify is left alone; after that it is taken for dead."""

Outcome = Literal["told", "known", "recovered", "nothing"]


class Told(BaseModel):
    """What was sent for a key: how severe, since when, by whom, and to which channels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    severity: Severity
    title: str
    at: datetime
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """The memory and the channels of one environment."""

    store: Store
    channels: Sequence[Channel]

    def tell(self, message: Message) -> Outcome:
        """Notify every channel of a failure that it does not have yet.

        A known key is notified again only if it got worse. Raises OperationError if a channel fails; the
        next call notifies the rest.
        """
        file = _file(message.key)
        now = datetime.now(UTC)
        fresh = Told(key=message.key, severity=message.severity, title=message.title, at=now)
        held, before = fresh, None
        if not self.store.put(file, fresh.model_dump_json().encode(), only_new=True):
            before = held = self._told(file) or fresh
            if message.severity.rank > held.severity.rank:
                held = fresh
            elif not held.channels and now - held.at < CLAIM:
                return "known"
        missing = [channel for channel in self.channels if channel.name not in held.channels]
        if not missing:
            return "known"
        failures: list[str] = []
        for channel in missing:
            try:
                channel.send(message)
            except OperationError as error:
                failures.append(str(error))
            else:
                held = held.model_copy(update={"channels": (*held.channels, channel.name)})
        # What reached nobody is forgotten, but not what was sent before it got worse.
        kept = held if held.channels else before
        if kept is not None and kept.channels:
            self.store.put(file, kept.model_dump_json().encode())
        else:
            self.store.delete(file)
        _raise_for(failures)
        return "told"

    def resolve(self, message: Message) -> Outcome:
        """Notify the channels that know a failure of its end, and forget it; without one, send nothing."""
        file = _file(message.key)
        held = self._told(file)
        if held is None:
            return "nothing"
        failures: list[str] = []
        left = list(held.channels)
        for channel in self.channels:
            if channel.name in held.channels:
                try:
                    channel.send(message)
                except OperationError as error:
                    failures.append(str(error))
                else:
                    left.remove(channel.name)
        if failures:
            self.store.put(file, held.model_copy(update={"channels": tuple(left)}).model_dump_json().encode())
        else:
            self.store.delete(file)
        _raise_for(failures)
        return "recovered"

    def _told(self, file: str) -> Told | None:
        data = self.store.get(file)
        try:
            return Told.model_validate(json.loads(data)) if data else None
        except ValueError as error:
            raise OperationError(
                f"{self.store.place}{file} is not what this command wrote: remove it"
            ) from error


def _file(key: str) -> str:
    return f"{FOLDER}{sha256(key.encode())[:32]}.json"


def _raise_for(failures: Sequence[str]) -> None:
    if failures:
        raise OperationError(f"{len(failures)} of the channels failed: {'; '.join(failures)}")
