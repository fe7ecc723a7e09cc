"""A real browser for tests: the host's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMED_BY = "FLEETSVC_TEST_BROWSER"
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws as the others do and opens no window of its own for each page, which costs a third of a second."""
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No card is needed, and nothing but the service is asked."""
_HOW = (
    "no browser: install Debian's `chromium-headless-shell` or `chromium`, run `playwright install chromium`,"
    f" or name one by {NAMED_BY}"
)


def program_of(driver: Playwright) -> str:
    """The browser to drive: the one that is named, else the host's, else Playwright's own; skips without one."""
    named = os.environ.get(NAMED_BY)
    if named:
        return named
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None and Path(driver.chromium.executable_path).is_file():
        return driver.chromium.executable_path
    if found is None:
        pytest.skip(_HOW)
    return found


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the browser without a window; its sandbox does not start for root, who goes without."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=program_of(driver), args=_ARGUMENTS, chromium_sandbox=os.getuid() != 0
        )
        yield opened
        opened.close()
