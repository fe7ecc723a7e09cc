"""What an address of another system must look like, wherever one is entered, kept or asked."""

from urllib.parse import SplitResult, urlsplit


def https_parts(url: str) -> SplitResult | None:
    """Return the parts of a whole https address that names nobody; None for anything else.

    >>> https_parts("https://fleet.example.cn:8443/told?by=us").port
    8443
    >>> [https_parts(one) for one in ("http://a.cn", "https://", "https://a:b@c.cn", "https://a.cn:0")]
    [None, None, None, None]
    """
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole and parts.username is None else None


def entered_parts(url: str, *, longest: int) -> SplitResult | None:
    """Return the parts of such an address as people enter one: of so many signs, none of them blank or unseen.

    >>> [entered_parts(f"https://a.cn/{path}", longest=20) for path in ("of all", chr(8203), "too-long")]
    [None, None, None]
    """
    return https_parts(url) if url.isprintable() and " " not in url and len(url) <= longest else None
