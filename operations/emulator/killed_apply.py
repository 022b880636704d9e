"""What is left of an apply to the embedded AWS that was killed: resources that no state knows."""

import fcntl
import json
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

from operations.common.embedded_engine.client import REGION
from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.common.files import read_object

TIMEOUT_SECONDS: Final = 10
_NAMED: Final = 3
"""How many of the unknown resources a message names."""

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def was_killed(home: EngineHome) -> bool:
    """Return whether Terraform was killed while it held the state of anthill-local.

    It writes this file when it takes the lock, and removes it when it gives the lock back
    (`internal/states/statemgr/filesystem.go`); the lock itself, on the state, ends with the process.
    """
    state = home.states / STATE_FILE
    if not state.with_name(f".{STATE_FILE}.lock.info").is_file():
        return False
    try:
        with state.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def knows_nothing(home: EngineHome) -> bool:
    """Return whether the state of anthill-local is damaged, or there is none, or it has no resources."""
    try:
        return not read_object(home.states / STATE_FILE, "make down").get("resources")
    except OperationError:
        return True


def unknown_to_state(home: EngineHome, engine: EngineRecord) -> list[str]:
    """Return the resources of the embedded AWS, by ARN, that the state of anthill-local does not mention."""
    text = (home.states / STATE_FILE).read_text(encoding="utf-8")
    return [arn for arn in _tagged(engine) if f'"{arn}"' not in text]


def refuse_unknown(home: EngineHome, engine: EngineRecord) -> None:
    """Raise OperationError if an apply was killed and the state does not know what it made."""
    if was_killed(home) and (unknown := unknown_to_state(home, engine)):
        named = ", ".join(unknown[:_NAMED])
        raise OperationError(
            f"an apply was killed before it stored its state, which does not know {len(unknown)} resources of the "
            f"embedded AWS ({named}{', ...' if len(unknown) > _NAMED else ''}): run `make down`, then `make up`"
        )


def _tagged(engine: EngineRecord) -> Iterator[str]:
    """Yield the ARN of everything that has tags, as all has that the stack makes and a tag can be put on."""
    page = ""
    while True:
        answer = _asked(engine, {"PaginationToken": page, "ResourcesPerPage": 100})
        yield from (entry["ResourceARN"] for entry in answer["ResourceTagMappingList"])
        page = answer.get("PaginationToken") or ""
        if not page:
            return


def _asked(engine: EngineRecord, question: dict[str, Any]) -> dict[str, Any]:
    # boto3 takes longer to load than the answer to come.
    request = urllib.request.Request(  # noqa: S310 - loopback
        engine.endpoint,
        data=json.dumps(question).encode(),
        headers={
            "X-Amz-Target": "ResourceGroupsTaggingAPI_20170126.GetResources",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": (
                f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/tagging/aws4_request, SignedHeaders=host, "
                "Signature=0"
            ),
        },
    )
    with _direct.open(request, timeout=TIMEOUT_SECONDS) as response:
        return json.load(response)
