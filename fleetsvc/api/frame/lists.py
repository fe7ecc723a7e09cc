"""Lists page by page: ``{"items": […], "next_cursor": null}``, and a Link to the next page."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, request

from fleetsvc.api.frame.answers import answer, encoded, etag_of, language

Item = TypeVar("Item")


def list_answer(items: Sequence[object], next_cursor: int | str | None) -> Response:
    """Return one page. Its tag is that of its content: a page costs less to make than to reason about."""
    body = encoded({"items": items, "next_cursor": None if next_cursor is None else str(next_cursor)})
    response = answer(body, etag_of(body.decode(), language()))
    if next_cursor is not None:
        query = urlencode(request.args.to_dict() | {"cursor": str(next_cursor)})
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return response


def page_of(items: Sequence[Item], query: Mapping[str, int | None]) -> tuple[Sequence[Item], int | None]:
    """Return a page of a list that is whole in memory; its cursor is the place to go on from."""
    start = query["cursor"] or 0
    end = start + (query["limit"] or 1)
    return items[start:end], end if end < len(items) else None
