"""Follows the pages of one window to the last."""

from collections.abc import Iterator
from typing import Any

from .client import ApiError, Client
from .log import log
from .settings import Settings
from .windows import STAMP, Window


def records(client: Client, settings: Settings, window: Window) -> Iterator[dict[str, Any]]:
    """Yield every record of a window, in the order of the API.

    A page that repeats the one before is dropped. Raises ApiError for cursors that go in a circle and for
    pages that hold no list of objects.
    """
    asked = {
        settings.from_parameter: window.start.strftime(STAMP),
        settings.until_parameter: window.end.strftime(STAMP),
    }
    cursor: str | None = None
    seen: set[str] = set()
    before: list[Any] | None = None
    while True:
        answer = client.get(asked if cursor is None else {**asked, settings.cursor_parameter: cursor})
        page = answer.get(settings.records_field)
        if not isinstance(page, list) or not all(isinstance(record, dict) for record in page):
            raise ApiError(f"field {settings.records_field!r} of a page is no list of objects")
        if page and page == before:
            log("duplicate page", source=settings.source, records=len(page))
        else:
            yield from page
        before = page
        following = answer.get(settings.next_field)
        if following is None or following == "":
            return
        cursor = str(following)
        if cursor in seen:
            raise ApiError("the API's cursors go in a circle")
        seen.add(cursor)
