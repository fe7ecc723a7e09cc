"""The register of finding codes: severity, wording in Chinese and English, and the repair a clerk can follow.

Codes are kebab-case and never renamed. Placeholders in braces are filled from ``Finding.values``; ``{value}``
is the cell as the sender wrote it. A new finding is a row in ``importers.findings.kinds``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from importers.findings.kinds import ROWS
from importers.results import Finding, Severity
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One registered finding: how grave it is, what it says and how to repair it."""

    code: str
    severity: Severity
    message: Text
    repair: Text


KINDS: dict[str, FindingKind] = {
    code: FindingKind(code, severity, Text(says_zh, says_en), Text(repair_zh, repair_en))
    for code, severity, says_zh, says_en, repair_zh, repair_en in ROWS
}
"""All registered findings by code."""


class _Lenient(dict[str, str]):
    """A sentence with a gap is better than no sentence: what a finding does not fill stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def severity_of(finding: Finding) -> Severity:
    """Return how grave a finding is."""
    return KINDS[finding.code].severity


def _filled(text: Text, finding: Finding) -> Text:
    values: Mapping[str, str] = _Lenient({"value": finding.value or "", **finding.values})
    return Text(text.zh.format_map(values), text.en.format_map(values))


def message(finding: Finding) -> Text:
    """Return what a finding says, filled in, in both languages."""
    return _filled(KINDS[finding.code].message, finding)


def repair(finding: Finding) -> Text:
    """Return how to repair a finding, filled in, in both languages."""
    return _filled(KINDS[finding.code].repair, finding)
