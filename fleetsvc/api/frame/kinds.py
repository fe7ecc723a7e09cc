"""What a kind of problem is told as."""

from dataclasses import dataclass, field

from rules.wording import Text


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: HTTP status, stable code, title; ``headers`` go with it.

    ``detail`` says more of the one occurrence: its placeholders are attributes of the exception.
    """

    status: int
    code: str
    title: Text
    headers: dict[str, str] = field(default_factory=dict)
    detail: Text | None = None
