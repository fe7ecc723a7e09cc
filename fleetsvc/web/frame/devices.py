"""What a person signed in with, in the words they know it by: ``Chrome 131 · Windows``."""

import re
from typing import Final

_BROWSERS: Final = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:HeadlessChrome|Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari/"),
)
"""In this order: most of them name those below as well."""
_SYSTEMS: Final = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")
_LONGEST: Final = 60


def device(agent: str) -> str:
    """Return browser and system of what a browser says of itself; the beginning of it where it says otherwise.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
    ...        " Safari/537.36 Edg/131.0.0.0")
    'Edge 131 · Windows'
    >>> device("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    ...        " Version/17.5 Mobile/15E148 Safari/604.1")
    'Safari 17 · iPhone'
    >>> device("curl/8.5.0"), device("")
    ('curl/8.5.0', '–')
    """
    named = ((name, re.search(pattern, agent)) for name, pattern in _BROWSERS)
    browser = next((f"{name} {found[1]}" for name, found in named if found), None)
    system = next((name for name in _SYSTEMS if name in agent), None)
    return " · ".join(filter(None, (browser, system))) if browser else agent[:_LONGEST] or "–"
