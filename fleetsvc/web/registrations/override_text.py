"""What the office decided otherwise than the rules, in the words of the dossier."""

from fleetsvc.models import Json
from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import minute_text_of
from fleetsvc.web.registrations.fact_words import value_text
from rules.labels import label
from rules.vocabulary import Duty


def override_text(found: Json) -> str:
    """Return what stands: on which duty, for which coded reason, why and until when."""
    return say("override.stands", **_said(found))


def ended_override_text(found: Json) -> str:
    """Return what stood, and when and how it ended."""
    reason = found["ended_reason"] or ""
    ended = say(f"override.ended.{found['ended']}", at=minute_text_of(found["ended_at"]), reason=reason)
    return say("override.stood", **_said(found), ended=ended)


def _said(found: Json) -> dict[str, str]:
    verdicts = (found["ruled_duty_verdict"], found["verdict"])
    ruled, verdict = (value_text("verdict", one) for one in verdicts)
    what = say(
        "override.what",
        duty=label(Duty(found["duty"])).in_language(language()),
        ruled=ruled,
        verdict=verdict,
        code=OVERRIDE_CODES[found["code"]].in_language(language()),
    )
    word = "case.term_of" if found["valid_until"] else "case.term_open"
    term = say(word, since=found["valid_from"], until=found["valid_until"])
    return {"what": what, "reason": found["reason"], "term": term}
