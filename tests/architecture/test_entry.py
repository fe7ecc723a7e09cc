"""Every group of routes declares who may enter, and every route keeps to its group's declaration."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from fleetsvc.app import create_app
from fleetsvc.database.transactions import open_database
from fleetsvc.edge.entry import Entry
from fleetsvc.settings import read_settings

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    settings = {"FLEETSVC_DATABASE_URL": NOWHERE, "FLEETSVC_SECRET_KEY": "of no worth " * 3}
    database = open_database(NOWHERE)
    yield create_app(read_settings(settings), database)
    database.close()


def routes(app: Flask) -> Iterator[tuple[Rule, Entry | None]]:
    for rule in app.url_map.iter_rules():
        group = app.blueprints.get(rule.endpoint.partition(".")[0])
        yield rule, getattr(group, "entry", None)


def test_every_route_belongs_to_a_group_that_declares_who_may_enter(app: Flask) -> None:
    assert [rule.rule for rule, entry in routes(app) if not isinstance(entry, Entry)] == []


def test_no_route_that_asks_for_a_key_answers_without_one(app: Flask) -> None:
    client = app.test_client()
    asking = [rule for rule, entry in routes(app) if entry in (Entry.ANY_KEY, Entry.REPORTING)]
    closed = [rule for rule in asking if rule.rule.startswith("/api/")]
    assert closed
    for rule in closed:
        address = re.sub("<[^>]+>", "1", rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            assert client.open(address, method=method).status_code == 401, rule.rule


def test_no_page_that_asks_for_a_sign_in_is_shown_without_one(app: Flask) -> None:
    client = app.test_client()
    open_ones = (None, Entry.ANYONE)
    closed = [rule for rule, entry in routes(app) if entry not in open_ones and "/api/" not in rule.rule]
    assert closed
    for rule in closed:
        address = re.sub("<[^>]+>", "1", rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = client.open(address, method=method)
            shown = (answer.status_code, answer.headers.get("Location", "").partition("?")[0])
            assert shown == (302, "/sign-in"), rule.rule
