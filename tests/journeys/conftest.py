"""One site and one browser for all journeys: each uses vehicles and accounts of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.browser import a_bureau
from tests.chromium import a_browser
from tests.open_site import Site, an_open_site
from tests.windows import PATIENCE_MILLISECONDS, Window, a_window

Visit = Callable[..., Window]
Door = tuple[StorageState, str]
"""The cookies of somebody's session, and where they led."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def site(chromium: Browser, owner_url: str) -> Iterator[Site]:
    """The served application; the browser is asked for first, so that without one nothing is put together."""
    with a_bureau(owner_url, "journeys") as bureau, an_open_site(bureau) as opened:
        yield opened


@pytest.fixture(scope="session")
def doors() -> dict[str, Door]:
    """What each person was given when they first signed in."""
    return {}


@pytest.fixture
def visit(chromium: Browser, site: Site, doors: dict[str, Door]) -> Iterator[Visit]:
    """Opens windows, signed in as somebody or as nobody; a fault noted in any of them fails the test.

    Who has signed in before comes in by the same session, at the page where their work begins.
    """
    with ExitStack() as opened:

        def open_one(who: str | None = None, **more: Any) -> Window:
            cookies, address = doors.get(who or "", (None, ""))
            window = opened.enter_context(a_window(chromium, site, storage_state=cookies, **more))
            if address:
                window.page.goto(address)
            if who is not None and window.page.url != (address or None):
                window.sign_in(who)
                doors[who] = window.context.storage_state(), window.page.url
            return window

        yield open_one


@pytest.fixture(autouse=True)
def _one_day(one_day: None) -> None:
    pass
