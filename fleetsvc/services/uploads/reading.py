"""One pass over a file: read in the sandbox, judge block by block, hand each block on, keep the sums."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fleetsvc.services.uploads.judging import Judge, Judged
from importers.fields import Question
from importers.results import Block, FileFacts, Finding, Refused, RowFate, SheetUse
from importers.sandbox.reader import Cited, Frame, LayoutFrame


@dataclass(slots=True)
class Reading:
    """The sums of one pass. ``rows``: how many rows of each fate; ``codes``: how many findings of each code.

    ``fingerprints``: used sheet -> what identifies its layout; ``questions``: what the sender is to settle;
    ``nil``: what each sentence that there are none is about; ``cited``: catalogued models that served as
    evidence -> the batches that list them.
    """

    file: FileFacts | None = None
    refused: Refused | None = None
    sheets: tuple[SheetUse, ...] = ()
    fingerprints: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    rows: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    cited: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nil: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def is_nil(self) -> bool:
        """Whether the file says that there are no vehicles to report."""
        return bool(self.nil)


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where the pass hands things on: each block with its verdicts, and findings in order of discovery."""

    block: Callable[[Block, Judged], None]
    findings: Callable[[Sequence[Finding]], None]


def _tell(reading: Reading, findings: Sequence[Finding], sinks: Sinks) -> None:
    reading.codes.update(finding.code for finding in findings)
    reading.nil += [finding.values for finding in findings if finding.code == "nil-report"]
    sinks.findings(findings)


def _take_block(reading: Reading, block: Block, judge: Judge, sinks: Sinks) -> None:
    judged = judge(block)
    reading.rows[RowFate.ACCEPTED] += len(block.rows)
    reading.rows.update(row.fate for row in block.aside)
    reading.verdicts.update(outcome.verdict.value for outcome in judged.outcomes)
    _tell(reading, block.findings, sinks)
    sinks.block(block, judged)


def read_frames(frames: Iterable[Frame], *, judge: Judge, sinks: Sinks) -> Reading:
    """Consume the frames of one file. Bad content never raises: it is in the result and in the findings."""
    reading = Reading()
    for frame in frames:
        match frame:
            case Block():
                _take_block(reading, frame, judge, sinks)
            case FileFacts():
                reading.file = frame
            case LayoutFrame():
                reading.sheets, reading.questions = frame.sheets, frame.questions
                reading.fingerprints = frame.fingerprints
                _tell(reading, frame.findings, sinks)
            case Cited():
                reading.cited = frame.batches
            case Refused():
                reading.refused = frame
            case _:
                pass
    return reading
