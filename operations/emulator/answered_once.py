"""Each call of an AWS SDK takes effect once, though its answer may be lost and asked for again.

Go's HTTP client sometimes closes a connection while the answer is on its way (seen with Terraform's AWS
provider 5.100.0 on busy machines, about once in a thousand calls), and the SDK sends the call again. AWS
answers many of those by their client token; moto knows none and says that the resource exists. So an answer
is kept under the id that the SDK gives to a call and to all its attempts.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from operations.emulator.answer import Answer, Application, answer_of

KEPT_CALLS: Final = 1000
LARGEST_KEPT_BYTES: Final = 2**20
CHANGING: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})
FIRST_ATTEMPT: Final = 1


@dataclass
class _Call:
    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: Answer | None = None


class AnsweredOnce:
    """Wraps a WSGI application: a further attempt of a call that succeeded gets the first answer again.

    Always so for calls that may change something; failures are tried again, as on AWS. The last thousand calls
    are kept, each up to a mebibyte.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, as WSGI calls it."""
        identity = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if not identity or environ["REQUEST_METHOD"] not in CHANGING:
            return self._application(environ, start_response)
        call = self._call(identity)
        # A second attempt that comes while the first is at work waits for its answer.
        with call.lock:
            if call.answer is not None and _attempt(environ) > FIRST_ATTEMPT:
                # What the client sends must be read, or closing the connection would reset it.
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                return call.answer.sent(start_response)
            answer = answer_of(self._application, environ)
            if answer.code < HTTPStatus.MULTIPLE_CHOICES and len(answer.body) <= LARGEST_KEPT_BYTES:
                call.answer = answer
        return answer.sent(start_response)

    def _call(self, identity: str) -> _Call:
        with self._lock:
            call = self._calls.setdefault(identity, _Call())
            self._calls.move_to_end(identity)
            while len(self._calls) > KEPT_CALLS:
                self._calls.popitem(last=False)
            return call


def _attempt(environ: dict[str, Any]) -> int:
    found = re.match(r"attempt=(\d+)", environ.get("HTTP_AMZ_SDK_REQUEST", ""))
    return int(found[1]) if found else FIRST_ATTEMPT
