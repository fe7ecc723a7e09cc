"""One site and one browser for all journeys: each uses vehicles and accounts of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import a_bureau
from tests.chromium import a_browser
from tests.open_site import Site, an_open_site
from tests.windows import PATIENCE_MILLISECONDS, Window, a_window

Visit = Callable[..., Window]


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


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Opens windows, signed in as somebody or as nobody; a fault noted in any of them fails the test."""
    with ExitStack() as opened:

        def open_one(who: str | None = None, **more: Any) -> Window:
            window = opened.enter_context(a_window(chromium, site, **more))
            if who is not None:
                window.sign_in(who)
            return window

        yield open_one
