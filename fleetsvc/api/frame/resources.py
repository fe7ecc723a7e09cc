"""How a group of API routes is declared, and how all are documented."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import version
from typing import Any, Final

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response, request
from flask_smorest import Api, Blueprint
from flask_smorest.utils import prepare_response
from marshmallow import Schema

from fleetsvc.api.frame.callers import admit, caller
from fleetsvc.api.frame.parsing import (
    MULTIPART,
    Form,
    StrictParser,
    may_be_left_out,
    read_form,
    refuse_query,
)
from fleetsvc.api.frame.problems import MIMETYPE
from fleetsvc.api.frame.shapes import ProblemShape
from fleetsvc.edge.bodies import make_room
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.rates import take_from_rate

PREFIX: Final = "/api/v1"

View = Callable[..., Response]

_SECURITY: Final[dict[Entry, list[dict[str, list[str]]]]] = {
    Entry.ANYONE: [{}, {"key": []}],
    Entry.ANY_KEY: [{"key": []}],
    Entry.REPORTING: [{"key": []}],
    Entry.OFFICE: [{"key": []}],
    Entry.ADMIN: [{"session": []}],
    Entry.BUREAU: [{"key": []}],
    Entry.OPERATOR: [{"session": []}],
}
"""How the description says whom a group of routes lets in; the empty one stands for no key."""


_NAMES: Final = {
    ("case-proposals", "post_signature"): "post_proposal_signature",
    ("letter-templates", "get_template"): "get_letter_template",
    ("operators", "post_confirm"): "post_operator_confirmation",
    ("operators", "post_end"): "post_operator_end",
    ("webhooks", "post_disable"): "post_webhook_disable",
    ("webhooks", "post_enable"): "post_webhook_enable",
    ("fleet_cases", "get_cases"): "get_fleet_cases",
    ("fleet_cases", "post_attachment"): "post_fleet_attachment",
}
"""What the description calls operations whose views have the name of another group's; others by their views."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What an operation answers (202) while a worker makes what is asked for."""

    shape: type[Schema]
    description: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What an operation may answer besides problems: JSON of a shape under these statuses, files of these types."""

    shape: type[Schema] | None = None
    statuses: tuple[int, ...] = (200,)
    files: tuple[str, ...] = ()
    promised: Promised | None = None


class Resource(Blueprint):  # type: ignore[misc]  # published without types
    """A group of API routes that says whom it lets in."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, entry: Entry, description: str) -> None:
        super().__init__(name, __name__, url_prefix=PREFIX, description=description)
        self.entry = entry
        self.before_request(lambda: _enter(entry))

    def operation(
        self,
        method: str,
        rule: str,
        *,
        zh: str,
        answer: type[Schema] | Answers,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        path: Sequence[dict[str, Any]] = (),
        around: Callable[[View], View] | None = None,
    ) -> Callable[[View], View]:
        """Route a view and document it; it is handed the parsed query, then the parsed body.

        ``zh`` says in Chinese what the docstring's first line says in English, the view's room is its subject;
        ``around`` wraps the view outside of all parsing. Without ``query`` any query parameter is refused.
        ``path`` describes parts of the address that are more than any text.
        A body is JSON unless its schema is a ``Form``: then it is multipart/form-data.
        """

        def decorator(view: View) -> View:
            built = self._answering(view, answer if isinstance(answer, Answers) else Answers(answer))
            if body is not None:
                built = self._taking(built, body)
            built = self.arguments(query, location="query")(built) if query else _without_query(built)
            subject = view.__module__.split(".")[2]
            about = {"security": _SECURITY[self.entry], "x-summary-zh": zh, "x-subject": subject}
            about["operationId"] = _NAMES.get((self.name, view.__name__), view.__name__)
            built = self.doc(**about)(built)
            self.route(rule, methods=[method], parameters=list(path))(around(built) if around else built)
            return view

        return decorator

    def _answering(self, view: View, answers: Answers) -> View:
        for status in answers.statuses if answers.shape else ():
            view = self.response(status, answers.shape)(view)
        for media in answers.files:
            view = self.response(200, _BINARY, content_type=media)(view)
        if answers.promised is not None:
            promised = answers.promised
            view = self.response(202, promised.shape, description=promised.description, headers=_LATER)(view)
        return view

    def _taking(self, view: View, body: type[Schema]) -> View:
        if not issubclass(body, Form):
            return self.arguments(body, location="json", required=not may_be_left_out(body))(view)  # type: ignore[no-any-return]
        content = {MULTIPART: {"schema": body}}
        documented = self.doc(requestBody={"required": True, "content": content})(view)

        @wraps(documented)
        def wrapper(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 (a decorator passes on what it gets)
            return view(*args, read_form(request, body), **kwargs)

        return wrapper


_LATER: Final = {
    "Location": {"schema": {"type": "string", "format": "uri-reference"}},
    "Retry-After": {"schema": {"type": "integer"}, "description": "秒 / Seconds"},
}
_BINARY: Final = {"type": "string", "format": "binary"}


def _enter(entry: Entry) -> None:
    """Let the caller in and count the request, also one that is refused: who guesses keys is slowed down.

    Nothing of the body is read for that.
    """
    known = None
    try:
        known = admit(entry)
    finally:
        take_from_rate(known)
    make_room(caller())


def _without_query(view: View) -> View:
    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 (a decorator passes on what it gets)
        refuse_query()
        return view(*args, **kwargs)

    return wrapper


class _Converter(OpenAPIConverter):
    """The library's, for schemas that tie their fields together: ``described`` is added to what their fields say."""

    def schema2jsonschema(self, schema: Schema) -> dict[str, Any]:
        """Return the JSON schema of a schema."""
        by_fields: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        return by_fields | getattr(schema, "described", {})


class _Describing(MarshmallowPlugin):
    """The library's, with our converter."""

    Converter = _Converter


class ProblemApi(Api):  # type: ignore[misc]  # published without types
    """The library's Api with errors documented as they are: problem documents (RFC 9457)."""

    def _register_error_handlers(self) -> None:
        """Leave errors to ``fleetsvc.app``."""

    def _register_responses(self) -> None:
        for name, description in (
            ("DEFAULT_ERROR", "A problem document with a stable code"),
            ("UNPROCESSABLE_ENTITY", "The input is refused; errors lists each fault with its pointer"),
            ("UNPROCESSABLE_CONTENT", "The input is refused; errors lists each fault with its pointer"),
        ):
            response: dict[str, Any] = {"description": description, "schema": ProblemShape}
            prepare_response(response, self.spec, MIMETYPE)
            self.spec.components.response(name, response, lazy=True)


def document_api(app: Flask) -> ProblemApi:
    """Prepare an application for API resources and return what registers and documents them."""
    app.config.update(
        API_TITLE="fleetsvc",
        API_VERSION=version("fleetsvc"),
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "description": "Checks newly registered vehicles against Henan's new-energy vehicle mandate."
                " 河南省新能源车辆推广要求核查服务。",
                "x-licence": "版权归所有者，未授予许可 / The owner's; no licence is granted",
            },
            "servers": [{"url": "/"}],
        },
    )
    api = ProblemApi(app, spec_kwargs={"marshmallow_plugin": _Describing()})
    api.spec.components.security_scheme(
        "key", {"type": "http", "scheme": "bearer", "description": "A key, fsk_…"}
    )
    api.spec.components.security_scheme(
        "session",
        {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-fleetsvc",
            "description": "A person who is signed in; what changes something needs the header X-CSRFToken, too",
        },
    )
    return api
