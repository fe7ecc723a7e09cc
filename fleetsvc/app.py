"""The only place where the parts of the web application are put together."""

from typing import Any

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from fleetsvc.api.frame.problems import problem_answer
from fleetsvc.api.site import answered_at_once, describe_api, give_api, is_for_machines
from fleetsvc.database.connect import open_for_web
from fleetsvc.database.transactions import Database
from fleetsvc.edge import hosts, refusals
from fleetsvc.edge.bodies import bound_bodies, too_large
from fleetsvc.edge.every_answer import with_headers
from fleetsvc.edge.ids import RowId, Word
from fleetsvc.edge.parts import PARTS, Parts
from fleetsvc.edge.reporting import reporter
from fleetsvc.logs import configure_logs
from fleetsvc.services.law.in_force import BookInForce
from fleetsvc.settings import Settings, SettingUnusable, secret_key
from fleetsvc.web.frame.errors import error_page
from fleetsvc.web.site import give_pages, refuse_key_on_page


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Put the application together, over a database already open or the one that the settings name.

    Call it after a server's process has forked. Nothing connects here: a database that is away is told by
    ``/readyz`` and by each answer, not by a process that dies.
    """
    configure_logs()
    app = bare_app()
    app.secret_key = _signing_key(settings)
    opened = database or open_for_web(settings)
    reporting = reporter(opened)
    shared = Parts(settings, opened, reporting, BookInForce(opened), describe_api(app))
    app.extensions[PARTS] = shared
    app.wsgi_app = answered_at_once(app.wsgi_app, shared)  # type: ignore[method-assign, assignment]
    app.wsgi_app = hosts.only_for(settings.trusted_hosts, app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = with_headers(app.wsgi_app, reporting)  # type: ignore[method-assign]  # as Flask documents
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _signing_key(settings: Settings) -> str | None:
    """Return the key that signs forms. Servers refuse to start without one; what only reads needs none."""
    try:
        return secret_key(settings)
    except SettingUnusable:
        return None


def openapi_document() -> dict[str, Any]:
    """Return the API description (OpenAPI 3.1). Needs neither settings nor a database."""
    return describe_api(bare_app())


class _Json(DefaultJSONProvider):
    """Chinese as it is written, keys in their order."""

    ensure_ascii = False
    sort_keys = False


def bare_app() -> Flask:
    """Put together what is the same for all settings and databases: routes, templates, words and the API."""
    app = Flask("fleetsvc", static_folder=None, template_folder=None)
    app.json = _Json(app)
    app.url_map.converters["id"] = RowId
    app.url_map.converters["word"] = Word
    app.before_request(_refuse_key_on_page)  # first of all
    bound_bodies(app)
    give_pages(app)
    give_api(app)
    app.register_error_handler(Exception, _fault_answer)
    return app


def _refuse_key_on_page() -> None:
    """Let a key in for the API alone; what monitors send along is none of ours to read."""
    if not is_for_machines(request.path):
        refuse_key_on_page()


def _fault_answer(problem: Exception) -> Response:
    """Let the edge that was asked tell what went wrong: a page for people, a problem document for machines."""
    if isinstance(problem, RequestEntityTooLarge):
        problem = too_large()
    refusals.note(problem)
    return problem_answer(problem) if is_for_machines(request.path) else error_page(problem)
