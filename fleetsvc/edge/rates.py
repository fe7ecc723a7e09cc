"""How often a caller may call, and a visitor may ask for pages: by key or account, by address where nobody is known."""

from typing import TYPE_CHECKING, Final

from flask import request

from fleetsvc import clock
from fleetsvc.edge.callers import Caller
from fleetsvc.edge.counting import Rate
from fleetsvc.edge.every_answer import MORE_HEADERS
from fleetsvc.edge.parts import Parts, parts
from fleetsvc.edge.reporting import Reporter
from fleetsvc.services.people.networks import network_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ANONYMOUS: Final = "anonymous"
KNOWN: Final = "key"
QUESTIONS: Final = "question"
PAGES: Final = "page"
_OF_ANY_PAGE: Final = frozenset({"lang", "next"})
"""What the address of any page may carry: it asks nothing."""


class RateExceeded(Exception):
    """The caller has used up its requests for this minute, and may go on in so many ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def take_from_rate(caller: Caller | None) -> None:
    """Count a request to the API against its caller's rate, and say in the answer what is left. Raises RateExceeded."""
    take_for(request.environ, parts(), caller)


def take_for(environ: "WSGIEnvironment", shared: Parts, caller: Caller | None) -> None:
    """The same for a request that has not come to the application yet. Raises RateExceeded."""
    settings = shared.settings
    if caller is None:
        who, rate = network_of(environ.get("REMOTE_ADDR") or ""), Rate(ANONYMOUS, settings.rate_anonymous)
    else:
        who, rate = caller.mark, Rate(KNOWN, settings.rate_key)
    _spend(environ, shared.reporter, who, rate)


def take_from_visitors_rate() -> None:
    """Count a page that somebody asks for who is not signed in, by address. Raises RateExceeded.

    A form that is sent and a question in the address cost what a request to the API costs; they have a count of their
    own, so that a program that calls the API keeps nobody behind the same address from signing in.
    """
    settings = parts().settings
    is_question = request.method not in ("GET", "HEAD") or not request.args.keys() <= _OF_ANY_PAGE
    rate = Rate(QUESTIONS, settings.rate_anonymous) if is_question else Rate(PAGES, settings.rate_pages)
    who = f"{rate.name} {network_of(request.remote_addr or '')}"
    _spend(request.environ, parts().reporter, who, rate)


def _spend(environ: "WSGIEnvironment", reporter: Reporter, who: str, rate: Rate) -> None:
    if rate.quota == 0:
        return
    standing = reporter.limiter.spend(who, rate, reporter.tell_spent, at=clock.now().timestamp())
    environ[MORE_HEADERS] = standing.headers()
    if not standing.granted:
        raise RateExceeded(standing.seconds_left)
