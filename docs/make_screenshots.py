"""Take the README's screenshots anew: ``python docs/make_screenshots.py ADDRESS PASSWORD_OF_OFFICE PASSWORD_OF_ZHENGZHOU``.

The service must be running at the address with its demonstration data, whose sign-ins it prints when it starts.
Needs Playwright (``requirements-dev.txt``) and a Chromium on the path.
"""

import sys
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
SIZE = {"width": 1200, "height": 800}
DELIVERY = 50
"""The demonstration's last delivery of Zhengzhou: it has rows to correct."""


def signed_in(browser: Browser, base: str, name: str, password: str) -> Page:
    """Return a page of somebody who is signed in."""
    page = browser.new_context(viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(f"{base}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def take(base: str, office: str, zhengzhou: str) -> None:
    """Write both pictures: what a bureau sees of its file, and the reason behind one verdict."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=which("chromium"), args=["--disable-gpu"], chromium_sandbox=False
        )
        clerk = signed_in(browser, base, "zhengzhou", zhengzhou)
        clerk.goto(f"{base}/uploads/{DELIVERY}")
        clerk.screenshot(path=IMAGES / "review.png")
        officer = signed_in(browser, base, "office", office)
        officer.goto(f"{base}/noncompliance?verdict=non_compliant")
        officer.click("main tbody a")
        officer.screenshot(path=IMAGES / "dossier.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), *sys.argv[2:4])
