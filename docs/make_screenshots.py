"""Take the README's screenshots anew: ``python docs/make_screenshots.py http://127.0.0.1:8000``.

The service must be running there with its demonstration data; ``chromium`` must be on the path.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which

IMAGES = Path(__file__).parent / "images"
PAGES = {
    "start.png": ("/?unit=410100&category=muck_truck&event=new&on=2026-06-01&energy=diesel", (1200, 860)),
    "rulebook.png": ("/rulebook", (1200, 860)),
}
"""File name -> (page, size in pixels)."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=zh-CN",
)


def take(base: str, name: str) -> None:
    """Write one screenshot of a page of the service at ``base``."""
    page, (width, height) = PAGES[name]
    with tempfile.TemporaryDirectory() as profile:
        picture = [f"--window-size={width},{height}", f"--screenshot={IMAGES / name}"]
        subprocess.run(
            [which("chromium") or "chromium", *FLAGS, f"--user-data-dir={profile}", *picture, base + page],
            check=True,
            capture_output=True,
            timeout=120,
        )


if __name__ == "__main__":
    for name in PAGES:
        take(sys.argv[1].rstrip("/"), name)
