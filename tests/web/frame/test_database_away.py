"""Pages while the database does not answer: a page that says so, whoever looks."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from fleetsvc.app import create_app
from fleetsvc.database.transactions import open_database
from fleetsvc.settings import read_settings

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    database = open_database(NOWHERE)
    yield create_app(read_settings({"FLEETSVC_DATABASE_URL": NOWHERE}), database).test_client()
    database.close()


PUBLIC = ["/", "/ask", "/rankings"]


@pytest.mark.parametrize(
    ("path", "cookie"),
    [
        *((path, None) for path in PUBLIC),
        *((path, "a-session") for path in (*PUBLIC, "/sign-in", "/account", "/uploads", "/office")),
    ],
)
def test_a_page_says_that_the_database_does_not_answer(
    client: FlaskClient, path: str, cookie: str | None
) -> None:
    if cookie is not None:
        client.set_cookie("fleetsvc", cookie)
    page = client.get(path)
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "Traceback" not in page.text


@pytest.mark.parametrize("path", ["/no-such-page", "/uploads/x"])
@pytest.mark.parametrize("cookie", [None, "a-session"])
def test_so_does_a_page_that_there_is_not(client: FlaskClient, path: str, cookie: str | None) -> None:
    if cookie is not None:
        client.set_cookie("fleetsvc", cookie)
    assert client.get(path).status_code in {404, 503}


def test_a_form_is_told_so_too(client: FlaskClient) -> None:
    client.set_cookie("fleetsvc", "a-session")
    assert client.post("/sign-in", data={"name": "a", "password": "b"}).status_code in {400, 503}
