"""The routes of the pages of cases."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.cases.amounts import amount_pages
from fleetsvc.web.cases.case_page import case_page
from fleetsvc.web.cases.evidence import evidence_pages
from fleetsvc.web.cases.holidays import holiday_pages
from fleetsvc.web.cases.objections import objection_pages
from fleetsvc.web.cases.overrides import override_pages
from fleetsvc.web.cases.pages import case_acts, case_pages
from fleetsvc.web.cases.preparations import preparation_pages
from fleetsvc.web.cases.proposals import proposal_pages
from fleetsvc.web.cases.taken import case_taken
from fleetsvc.web.cases.wrong_records import wrong_record_pages

CASES_PAGES: Final[tuple[Blueprint, ...]] = (
    case_pages,
    case_acts,
    case_taken,
    case_page,
    proposal_pages,
    preparation_pages,
    override_pages,
    amount_pages,
    evidence_pages,
    holiday_pages,
    objection_pages,
    wrong_record_pages,
)
