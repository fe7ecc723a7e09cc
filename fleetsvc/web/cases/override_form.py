"""What the form of an override says, and what it offers."""

from fleetsvc.models import DecisionRecord
from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.cases.overrides import CHOOSABLE, Override
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.web.cases.case_form import said_in_form
from fleetsvc.web.frame.choices import Choices, words
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import language
from rules.labels import label
from rules.tallies import UNGOVERNED
from rules.vocabulary import Duty, Verdict


def override_in_form(number: int, evidence: tuple[int, ...]) -> Override:
    """Return what the form says of a vehicle, with the evidence that it brought. Raises DayUnfit."""
    form, duty = said_in_form(CaseAction.APPROVE), written_in("duty")
    return Override(
        number,
        Duty(duty) if duty in tuple(Duty) else Duty.ENERGY,
        written_in("verdict"),
        written_in("code"),
        form.reason,
        valid_until=form.valid_until,
        evidence=evidence,
    )


def verdicts() -> Choices:
    """Return the verdicts that may be chosen."""
    return words(CHOOSABLE, language())


def codes() -> Choices:
    """Return the coded reasons."""
    return [(code, text.in_language(language())) for code, text in OVERRIDE_CODES.items()]


def duties(decision: DecisionRecord) -> list[tuple[str, str, str]]:
    """Return the duties to choose from, with their words and the rules' verdict: of a disputed vehicle none."""
    said = {duty: Verdict(getattr(decision, f"{duty}_verdict")) for duty in Duty}
    return [
        (duty.value, label(duty).in_language(language()), label(verdict).in_language(language()))
        for duty, verdict in said.items()
        if verdict not in UNGOVERNED and not decision.disputed
    ]
