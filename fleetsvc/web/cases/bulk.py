"""What is done with many cases at once: the acts that a toolbar offers, what they ask for, what came of them."""

from typing import Any, Final

from flask import request

from fleetsvc.services.cases.acting import MOST_AT_ONCE
from fleetsvc.services.cases.words import ANSWERS, Hand
from fleetsvc.web.cases.case_form import LONGEST_REASON, number_in, reason
from fleetsvc.web.frame.pages import say

BULK: Final = {
    Hand.OFFICE: ("approve", "notify", "ask_again", "extend", "assign", "close", "refuse"),
    Hand.BUREAU: tuple(action.value for action in ANSWERS),
}
"""What is done with many at once, in the order of the toolbar."""
_WITH_REASON: Final = {"refuse", "ask_again", "extend", *BULK[Hand.BUREAU]}
_TOLD: Final = ("done", "passed", "answered", "without")


def act_asked(by: Hand) -> str:
    """Return the act that a form asks for; the first of the toolbar where it names none."""
    return request.form.get("action") or BULK[by][0]


def lacks_reason(action: str) -> bool:
    """Return whether an act needs a reason that its form does not give."""
    return action in _WITH_REASON and not reason()


def told() -> list[str]:
    """Return what came of the last act, as the address tells it."""
    return [say(f"cases.{name}", **{name: number_in(name)}) for name in _TOLD if number_in(name)]


def toolbar(by: Hand) -> dict[str, Any]:
    """Return what the template of the toolbar asks for."""
    return {
        "bulk": BULK[by],
        "decides": by is Hand.OFFICE,
        "typed": request.form,
        "most": LONGEST_REASON,
        "at_once": f"{MOST_AT_ONCE:,}",
    }
