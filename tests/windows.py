"""Windows of a real browser: each belongs to somebody, and notes whatever a page does that it must not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser import PASSWORD
from tests.open_site import Site
from tests.patience import PATIENCE_SECONDS

WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE_MILLISECONDS = 1000 * PATIENCE_SECONDS
_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass
class Window:
    """One person's window. ``faults``: what its pages did that no page may do."""

    site: Site
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors of scripts, breaches of the policy, requests to others, and parts that do not come."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.faults.append(f"{self.page.url}: {problem}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.context.add_init_script(_TELL_VIOLATIONS)

    def open(self, path: str, status: int = 200) -> Page:
        """Open a page of the site."""
        answer = self.page.goto(f"{self.site.address}{path}")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, name: str, password: str = PASSWORD) -> Page:
        """Sign in by the form."""
        self.open("/sign-in")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda address: not address.endswith("/sign-in"))
        return self.page

    def _said(self, message: ConsoleMessage) -> None:
        # A part that does not come is told by its answer; a page that is refused on purpose is no fault.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.faults.append(f"{self.page.url}: asks {request.url}")

    def _answered(self, answer: Response) -> None:
        is_part = answer.request.resource_type in ("stylesheet", "script", "image", "font")
        if answer.status >= (400 if is_part else 500):
            self.faults.append(f"{self.page.url}: {answer.url} answers {answer.status}")


@contextmanager
def a_window(browser: Browser, site: Site, *, size: tuple[int, int] = WIDE, **more: Any) -> Iterator[Window]:
    """Open a window; at its end nothing may have been noted. ``more``: options of the browser's context."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        **more,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    window = Window(site, context, context.new_page())
    window.watch()
    yield window
    context.close()
    assert window.faults == []


def saved(page: Page, link: Locator) -> bytes:
    """Follow a link to a file; what was saved."""
    with page.expect_download() as coming:
        link.click()
    return coming.value.path().read_bytes()
