"""Follows the pages of one window to the last."""

from collections.abc import Callable, Iterator
from typing import Any

from .client import ApiError, Client
from .settings import Settings
from .windows import STAMP, Window

MOST_PAGES = 10_000
"""Of one window: an API that never says which page is the last must end somewhere."""

ENOUGH_MILLISECONDS = 30_000
"""To write the object and to move the mark."""


def records(
    client: Client, settings: Settings, window: Window, *, milliseconds_left: Callable[[], int]
) -> Iterator[dict[str, Any]]:
    """Yield every record of a window, in the order of the API.

    Two equal pages are two pages: which records are the same is decided by their keys, in silver. Raises ApiError
    for cursors that go in a circle, pages that hold no list of objects, more pages than there can be, and if the
    time for the window is over.
    """
    asked = {
        settings.from_parameter: window.start.strftime(STAMP),
        settings.until_parameter: window.end.strftime(STAMP),
    }
    cursor: str | None = None
    seen: set[str] = set()
    for number in range(MOST_PAGES):
        if milliseconds_left() < ENOUGH_MILLISECONDS:
            raise ApiError(
                f"the time is over after {number} pages of one window: make window_minutes smaller, or "
                "requests_per_second larger"
            )
        answer = client.get(asked if cursor is None else {**asked, settings.cursor_parameter: cursor})
        page = answer.get(settings.records_field)
        if not isinstance(page, list) or not all(isinstance(record, dict) for record in page):
            raise ApiError(f"field {settings.records_field!r} of a page is no list of objects")
        yield from page
        following = answer.get(settings.next_field)
        if following is None or following == "":
            return
        cursor = str(following)
        if cursor in seen:
            raise ApiError("the API's cursors go in a circle")
        seen.add(cursor)
    raise ApiError(f"a window has more than {MOST_PAGES} pages: make window_minutes smaller, or pages larger")
