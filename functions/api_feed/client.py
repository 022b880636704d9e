"""Asks the API, again where that helps, and never in a way that shows the key."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from .exact import parsed
from .log import log
from .settings import Settings
from .waiting import Clock, Pace, Sleep, back_off, retry_after

WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504})
LARGEST_PAGE_BYTES = 64 * 2**20
FIRST_PLAIN, LAST_PLAIN = " ", "~"
"""What the value of a header may hold, between its ends, and no proxy refuses (RFC 9110, section 5.5)."""


class ApiError(Exception):
    """Says that the API gave no usable answer."""


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    wait: float | None = None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        # The header with the key would go wherever the answer says.
        return None


class Client:
    """Asks one API for JSON objects; waits between requests and before it tries again."""

    def __init__(
        self,
        settings: Settings,
        key: str,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._settings = settings
        self._headers = {
            settings.key_header: usable_key(key),
            "Accept": "application/json",
            "User-Agent": "anthill-feed/1",
        }
        self._pace = Pace(settings.requests_per_second, clock, sleep)
        self._sleep = sleep
        self._opener = urllib.request.build_opener(_NoRedirect())

    def get(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the object that the API answers with. Raises ApiError if no attempt gives one."""
        separator = "&" if urlsplit(self._settings.url).query else "?"
        url = f"{self._settings.url}{separator}{urlencode(parameters)}"
        for attempt in range(self._settings.attempts):
            self._pace.wait()
            answer = self._try(url)
            if not isinstance(answer, _Failure):
                return answer
            if attempt + 1 < self._settings.attempts:
                wait = back_off(attempt) if answer.wait is None else answer.wait
                log(
                    "retry",
                    source=self._settings.source,
                    reason=answer.reason,
                    attempt=attempt + 1,
                    wait=wait,
                )
                self._sleep(wait)
            else:
                raise ApiError(f"gave up after {self._settings.attempts} attempts: {answer.reason}")
        raise AssertionError("attempts is above 0")

    def _try(self, url: str) -> dict[str, Any] | _Failure:
        # Only https, or loopback in tests: see settings.
        request = urllib.request.Request(url, headers=self._headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=self._settings.timeout_seconds) as response:
                body = response.read(LARGEST_PAGE_BYTES + 1)
        except urllib.error.HTTPError as error:
            with error:
                return _refused(error)
        except (OSError, http.client.HTTPException) as error:
            return _Failure(f"no answer ({type(error).__name__})")
        if len(body) > LARGEST_PAGE_BYTES:
            raise ApiError(f"a page is larger than {LARGEST_PAGE_BYTES} bytes")
        try:
            answer = parsed(body)
        except (ValueError, RecursionError):
            return _Failure("the answer is not JSON")
        return answer if isinstance(answer, dict) else _Failure("the answer is not an object")


def usable_key(key: str) -> str:
    """Return a key without the space around it, which files end with.

    Raises ApiError if what is left can be no value of a header: without a word of it.
    """
    found = key.strip()
    if not found:
        raise ApiError("the secret holds no key: put the key into it")
    for position, character in enumerate(found, start=1):
        if not FIRST_PLAIN <= character <= LAST_PLAIN:
            raise ApiError(
                f"the key in the secret has a character that no header can hold, at {position} of {len(found)}: put "
                "the key alone into the secret, as the API's owner gave it"
            )
    return found


def _refused(error: urllib.error.HTTPError) -> _Failure:
    if error.code not in WORTH_RETRYING:
        raise ApiError(f"the API answers {error.code}") from None
    return _Failure(
        f"the API answers {error.code}", retry_after(error.headers.get("Retry-After"), datetime.now(UTC))
    )
