"""A verdict, the rule it is by, and the same for each duty: as they are stored, and as answers tell them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rules.judge import DutyVerdict, severity
from rules.table import Outcome
from rules.vocabulary import Duty, Verdict

OUTCOME_COLUMNS: Final = (
    "verdict",
    "rule",
    *(f"{duty}_{part}" for duty in Duty for part in ("verdict", "rule")),
)
"""The columns of a decision that say what was decided."""


def verdict_column(duty: Duty | None) -> str:
    """Return the column of a decision with the verdict on a duty, or with the strictest."""
    return "verdict" if duty is None else f"{duty}_verdict"


def outcome_values(outcome: Outcome) -> tuple[str | None, ...]:
    """Return the values of ``OUTCOME_COLUMNS``."""
    duties = (value for said in outcome.duties for value in (said.verdict.value, said.rule))
    return (outcome.verdict.value, outcome.rule, *duties)


def overridden(values: Sequence[str | None], duty: str, verdict: str) -> tuple[str | None, ...]:
    """Return the values of ``OUTCOME_COLUMNS`` with another verdict on one duty: the strictest of all follows it."""
    said = dict(zip(OUTCOME_COLUMNS, values, strict=True)) | {f"{duty}_verdict": verdict}
    strictest = min(Duty, key=lambda one: severity(Verdict(said[f"{one}_verdict"] or "")))
    said |= {"verdict": said[f"{strictest}_verdict"], "rule": said[f"{strictest}_rule"]}
    return tuple(said.values())


def outcome_columns(table: str) -> str:
    """Return ``OUTCOME_COLUMNS`` of a table as SQL: names with its alias, parted by commas."""
    return ", ".join(f"{table}.{name}" for name in OUTCOME_COLUMNS)


def duties_of(decided: Any) -> tuple[DutyVerdict, ...]:  # noqa: ANN401 (a record, or a row of a query)
    """Return the verdicts on the duties of a stored decision, in the order of ``Duty``."""
    return tuple(
        DutyVerdict(duty, Verdict(getattr(decided, f"{duty}_verdict")), getattr(decided, f"{duty}_rule"))
        for duty in Duty
    )


def duties_json(duties: Iterable[DutyVerdict]) -> list[dict[str, object]]:
    """Return the verdict on each duty, beside the verdict that is the strictest of them."""
    return [{"duty": said.duty.value, "verdict": said.verdict.value, "rule": said.rule} for said in duties]
