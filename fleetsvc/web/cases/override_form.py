"""What the form of an override says, and what it offers."""

from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.cases.overrides import CHOOSABLE, Override
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.web.cases.case_form import said_in_form
from fleetsvc.web.frame.choices import Choices, words
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import language
from rules.vocabulary import Duty


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
