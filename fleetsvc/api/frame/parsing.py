"""Read what a caller sends, strictly: unknown names, repeated parameters and malformed JSON are told, never guessed."""

import json
from collections.abc import Mapping
from typing import Any, Final, Never

from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from fleetsvc.api.frame.faults import REPEATED, InputRefused, PlacedFault, placed

MOST_VALUES: Final = 400_000
"""Of one JSON body: each becomes an object of 60 bytes or more. 10,000 checks with all their fields have 150,000."""

MULTIPART: Final = "multipart/form-data"

_NAMED: Final = {"json": "body"}


class StrictParser(FlaskParser):
    """The library's parser with our answers to bad input."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": RAISE, "path": RAISE}  # noqa: RUF012 (the library's)

    def load_querystring(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 (the library's)
        """Return the query's parameters; a repeated one is refused, for only one of its values would count."""
        repeated = [name for name, values in req.args.lists() if len(values) > 1]
        if repeated:
            raise InputRefused([PlacedFault("query", f"/{name}", REPEATED) for name in repeated])
        return dict(req.args.items())

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 (the library's)
        """Return the body's JSON. Raises UnsupportedMediaType, BadRequest, RequestEntityTooLarge."""
        return read_json(req)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> Never:
        """Turn the library's messages into placed faults."""
        messages = error.messages
        faults: list[PlacedFault] = []
        if isinstance(messages, Mapping):
            for location, inner in messages.items():
                faults += placed(inner, inside=_NAMED.get(str(location), str(location)))
        raise InputRefused(faults)


class TooManyValues(Exception):
    """A JSON body holds more values than may be, or very many commas and brackets in its texts; ``most`` may be."""

    def __init__(self, most: str) -> None:
        super().__init__(most)
        self.most = most


def read_json(req: Request) -> object:
    """Return the JSON of a request's body: strict UTF-8, no NaN, no key twice.

    Raises UnsupportedMediaType, RequestEntityTooLarge, TooManyValues, BadRequest.
    """
    if req.mimetype != "application/json" and not req.mimetype.endswith("+json"):
        raise UnsupportedMediaType
    body = req.get_data()
    if sum(body.count(sign) for sign in b",[{") > MOST_VALUES:
        raise TooManyValues(f"{MOST_VALUES:,}")
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object_once)
    except (ValueError, RecursionError):
        raise BadRequest from None


def _refuse(_constant: str) -> Never:
    raise ValueError


def _object_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


class Form(Schema):
    """A body that is sent as multipart/form-data, because there is a file in it."""


def read_form(req: Request, schema: type[Schema]) -> dict[str, Any]:
    """Return what a form holds, each name once. Raises UnsupportedMediaType, RequestEntityTooLarge, InputRefused."""
    if req.mimetype != MULTIPART:
        raise UnsupportedMediaType
    given = [*req.form.items(multi=True), *req.files.items(multi=True)]
    names = [name for name, _ in given]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputRefused([PlacedFault("body", f"/{name}", REPEATED) for name in repeated])
    try:
        loaded: dict[str, Any] = schema().load(dict(given), unknown=RAISE)
    except ValidationError as problem:
        raise InputRefused(list(placed(problem.messages, inside="body"))) from None
    return loaded


def refuse_query() -> None:
    """Refuse any query parameter, on routes that take none."""
    if request.args:
        from_query = {name: ["Unknown field."] for name in request.args}
        raise InputRefused(list(placed(from_query, inside="query")))
