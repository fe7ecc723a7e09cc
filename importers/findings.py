"""The register of finding codes: severity, wording in Chinese and English, and the repair a clerk can follow.

Codes are kebab-case and never renamed. Placeholders in braces are filled from ``Finding.values``; ``{value}``
is the cell as the sender wrote it.
"""

from dataclasses import dataclass

from importers.results import Finding, Severity
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One registered finding: how grave it is, what it says and how to repair it."""

    code: str
    severity: Severity
    message: Text
    repair: Text


KINDS: dict[str, FindingKind] = {}
"""All registered findings by code."""


def severity_of(finding: Finding) -> Severity:
    """Return how grave a finding is."""
    return KINDS[finding.code].severity


def _filled(text: Text, finding: Finding) -> Text:
    return text.fill(**{"value": finding.value or "", **finding.values})


def message(finding: Finding) -> Text:
    """Return what a finding says, filled in, in both languages."""
    return _filled(KINDS[finding.code].message, finding)


def repair(finding: Finding) -> Text:
    """Return how to repair a finding, filled in, in both languages."""
    return _filled(KINDS[finding.code].repair, finding)
