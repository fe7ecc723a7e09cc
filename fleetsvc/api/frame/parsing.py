"""Read what a caller sends, strictly: unknown names, repeated parameters and malformed JSON are told, never guessed."""

import json
from collections.abc import Mapping
from typing import Any, Final, Never

from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from fleetsvc.api.frame.faults import REPEATED, InputRefused, PlacedFault, placed
from rules.wording import Text

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
        """Return the body's JSON; nothing where it may be left out and is. Raises what ``read_json`` raises."""
        if may_be_left_out(type(schema)) and not req.mimetype and not req.get_data():
            return {}
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


def may_be_left_out(schema: type[Schema]) -> bool:
    """Return whether a body of this shape need not be sent: where all it can say is optional, and it says so."""
    return bool(getattr(schema, "may_be_left_out", False))


class TooManyValues(Exception):
    """A JSON body holds more values than may be, or very many commas and brackets in its texts; ``most`` may be."""

    def __init__(self, most: str) -> None:
        super().__init__(most)
        self.most = most


class CharsetUnsupported(Exception):
    """A body says that it is in another character set than UTF-8: ``charset``."""

    def __init__(self, charset: str) -> None:
        super().__init__(charset)
        self.charset = charset


class JsonMalformed(Exception):
    """A body is no JSON; ``zh`` and ``en`` say what is wrong, and where as far as that is known."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.zh, self.en = what.zh, what.en


def read_json(req: Request) -> object:
    """Return the JSON of a request's body: strict UTF-8, no NaN, no key twice.

    Raises UnsupportedMediaType, CharsetUnsupported, RequestEntityTooLarge, TooManyValues, JsonMalformed.
    """
    if req.mimetype != "application/json" and not req.mimetype.endswith("+json"):
        raise UnsupportedMediaType
    charset = req.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in _UTF_8:
        raise CharsetUnsupported(charset[:40])
    body = req.get_data()
    if sum(body.count(sign) for sign in b",[{") > MOST_VALUES:
        raise TooManyValues(f"{MOST_VALUES:,}")
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object_once)
    except UnicodeDecodeError as problem:
        raise JsonMalformed(_NOT_UTF_8.fill(byte=str(problem.start + 1))) from None
    except json.JSONDecodeError as problem:
        raise JsonMalformed(_place_of(problem)) from None
    except RecursionError:
        raise JsonMalformed(_TOO_DEEP) from None
    except ValueError:
        raise JsonMalformed(_TOO_LONG_NUMBER) from None


_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_EMPTY: Final = Text("请求正文是空的", "The body is empty")
_PLACE: Final = Text(
    "第 {line} 行第 {column} 个字符处不是正确的 JSON", "This is no JSON at line {line}, character {column}"
)
_NOT_UTF_8: Final = Text("第 {byte} 个字节起不是 UTF-8", "From byte {byte} on this is not UTF-8")
_TOO_DEEP: Final = Text("嵌套层数过多", "Lists and objects are nested too deeply")
_TOO_LONG_NUMBER: Final = Text("有一个数的位数过多", "A number has too many digits")
_NO_CONSTANT: Final = Text("JSON 中不能有 {constant}", "JSON knows no {constant}")
_TWICE: Final = Text("同一对象里“{name}”出现了两次", "“{name}” stands twice in one object")


def _place_of(problem: json.JSONDecodeError) -> Text:
    if not problem.doc.strip():
        return _EMPTY
    return _PLACE.fill(line=str(problem.lineno), column=str(problem.colno))


def _refuse(constant: str) -> Never:
    raise JsonMalformed(_NO_CONSTANT.fill(constant=constant))


def _object_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonMalformed(_TWICE.fill(name=twice[:40]))
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
