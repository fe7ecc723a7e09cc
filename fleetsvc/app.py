"""The only place where the parts of the web application are put together."""

from typing import Any, Final

from flask import Blueprint, Flask, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from fleetsvc.api.cases import cases
from fleetsvc.api.documents import documents
from fleetsvc.api.drafts import drafts
from fleetsvc.api.frame.description import description
from fleetsvc.api.frame.problems import described, problem_answer
from fleetsvc.api.frame.resources import PREFIX, ProblemApi, Resource, document_api
from fleetsvc.api.law import models, requirements, rulebooks, vocabulary
from fleetsvc.api.nil_reports import signing
from fleetsvc.api.operations.health import operations
from fleetsvc.api.rankings import published
from fleetsvc.api.registrations import register
from fleetsvc.api.uploads import checks, contents, deliveries
from fleetsvc.database.connect import open_for_web
from fleetsvc.database.transactions import Database
from fleetsvc.edge.bodies import bound_bodies, too_large
from fleetsvc.edge.every_answer import with_headers
from fleetsvc.edge.hosts import only_for
from fleetsvc.edge.ids import RowId
from fleetsvc.edge.parts import PARTS, Parts
from fleetsvc.edge.reporting import reporter
from fleetsvc.logs import configure_logs
from fleetsvc.services.law.in_force import BookInForce
from fleetsvc.settings import Settings, SettingUnusable, secret_key
from fleetsvc.web.audit.log import audit
from fleetsvc.web.cases.pages import case_acts, case_pages
from fleetsvc.web.dashboards.bureau import bureau_home
from fleetsvc.web.dashboards.office import office_home
from fleetsvc.web.documents.pages import handout_pages
from fleetsvc.web.drafts.pages import draft_pages
from fleetsvc.web.frame.access import refuse_key
from fleetsvc.web.frame.assets import statics, templates
from fleetsvc.web.frame.errors import error_page
from fleetsvc.web.frame.forms import give_forms_tokens
from fleetsvc.web.frame.menu import menu
from fleetsvc.web.frame.wordbook import give_words
from fleetsvc.web.law.rulebook import rulebook_pages
from fleetsvc.web.nil_reports.pages import nil_pages
from fleetsvc.web.operations.schedule import schedule_page
from fleetsvc.web.people.account import account, people
from fleetsvc.web.people.account_admin import account_admin
from fleetsvc.web.people.key_admin import key_admin
from fleetsvc.web.people.my_keys import my_keys
from fleetsvc.web.people.sign_in import sign_in
from fleetsvc.web.people.unfinished_forms import unfinished_pages
from fleetsvc.web.public.api_docs import docs
from fleetsvc.web.public.ask import ask
from fleetsvc.web.public.help_pages import help_pages
from fleetsvc.web.public.home import home
from fleetsvc.web.public.requirements import requirements_page
from fleetsvc.web.rankings.corrections import ranking_corrections
from fleetsvc.web.rankings.editions import rankings_pages
from fleetsvc.web.rankings.releases import ranking_releases
from fleetsvc.web.registrations.dossier import dossier_pages
from fleetsvc.web.registrations.noncompliance import noncompliance
from fleetsvc.web.registrations.register import registration_pages
from fleetsvc.web.uploads.deliveries import upload_pages
from fleetsvc.web.uploads.preview import preview_pages
from fleetsvc.web.uploads.review import review_pages
from fleetsvc.web.uploads.review_forms import review_forms
from fleetsvc.web.words import ALL_WORDS

RESOURCES: Final[tuple[Resource, ...]] = (
    requirements.resource,
    checks.resource,
    vocabulary.resource,
    rulebooks.resource,
    drafts.resource,
    models.resource,
    published.resource,
    deliveries.resource,
    contents.resource,
    signing.resource,
    register.resource,
    cases.resource,
    documents.resource,
)
"""The groups of API routes, in the order of their documentation."""

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    operations,
    description,
    statics,
    home,
    ask,
    office_home,
    noncompliance,
    case_pages,
    case_acts,
    rankings_pages,
    ranking_corrections,
    ranking_releases,
    rulebook_pages,
    requirements_page,
    draft_pages,
    docs,
    sign_in,
    account,
    people,
    my_keys,
    unfinished_pages,
    account_admin,
    key_admin,
    schedule_page,
    audit,
    help_pages,
    bureau_home,
    upload_pages,
    review_pages,
    review_forms,
    preview_pages,
    nil_pages,
    registration_pages,
    dossier_pages,
    handout_pages,
)
"""The other routes: for operators, for machines, and the pages."""


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Put the application together, over a database already open or the one that the settings name.

    Call it after a server's process has forked. Nothing connects here: a database that is away is told by
    ``/readyz`` and by each answer, not by a process that dies.
    """
    configure_logs()
    app = _bare_app()
    app.secret_key = _signing_key(settings)
    opened = database or open_for_web(settings)
    reporting = reporter(opened)
    app.wsgi_app = only_for(settings.trusted_hosts, app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = with_headers(app.wsgi_app, reporting)  # type: ignore[method-assign]  # as Flask documents
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions[PARTS] = Parts(settings, opened, reporting, BookInForce(opened), _description(app))
    return app


def _signing_key(settings: Settings) -> str | None:
    """Return the key that signs forms. Servers refuse to start without one; what only reads needs none."""
    try:
        return secret_key(settings)
    except SettingUnusable:
        return None


def openapi_document() -> dict[str, Any]:
    """Return the API description (OpenAPI 3.1). Needs neither settings nor a database."""
    return _description(_bare_app())


def _description(app: Flask) -> dict[str, Any]:
    api: ProblemApi = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    document: dict[str, Any] = api.spec.to_dict()
    return document | {"x-problems": described()}


class _Json(DefaultJSONProvider):
    """Chinese as it is written, keys in their order."""

    ensure_ascii = False
    sort_keys = False


def _bare_app() -> Flask:
    app = Flask("fleetsvc", static_folder=None, template_folder=None)
    app.json = _Json(app)
    app.url_map.converters["id"] = RowId
    app.jinja_loader = templates()
    give_words(app, ALL_WORDS)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_refuse_key_on_page)  # first of all
    bound_bodies(app)
    give_forms_tokens(app)
    api = document_api(app)
    for resource in RESOURCES:
        api.register_blueprint(resource)
    app.context_processor(lambda: {"menu": menu()})
    app.register_error_handler(Exception, _fault_answer)
    return app


def _refuse_key_on_page() -> None:
    """Let a key in for the API alone. Files are for anyone, and what monitors send along is none of ours to read."""
    if not _is_for_machines() and request.blueprint != statics.name:
        refuse_key()


def _fault_answer(problem: Exception) -> Response:
    """Let the edge that was asked tell what went wrong: a page for people, a problem document for machines."""
    if isinstance(problem, RequestEntityTooLarge):
        problem = too_large()
    return problem_answer(problem) if _is_for_machines() else error_page(problem)


def _is_for_machines() -> bool:
    return request.path.startswith(f"{PREFIX}/") or request.path in ("/livez", "/readyz", "/metrics")
