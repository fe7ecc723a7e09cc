"""``fleetsvc replay``: are stored verdicts still what the law makes of the stored facts?"""

from collections.abc import Iterator
from contextlib import closing
from typing import Final

import click

from fleetsvc.commands.frame.output import FALLS_SHORT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.law import replay as replaying
from fleetsvc.services.law.duties import OUTCOME_COLUMNS
from fleetsvc.services.law.judged_again import WHYS, Differing
from fleetsvc.services.law.replay import Replayed
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

_HOLDS: Final = Text("重新判定 {decisions} 条，全部一致", "Judged again: {decisions}; all hold")
_DIFFER: Final = Text(
    "重新判定 {decisions} 条，不一致 {count} 条：", "Judged again: {decisions}, of which differ: {count}:"
)
_UNHASHED: Final = Text(
    "其中 {count} 条是在论证留存校验码之前作出的，只核对结论",
    "Made before defences were hashed, so only their verdicts were compared: {count}",
)
_EARLIER: Final = Text(
    "其中 {count} 条的论证由较早版本的规则引擎写成：论证本身、其情形和结论都已核对",
    "Defended in the words of an earlier engine, whose text, case and verdict were compared: {count}",
)
_MORE: Final = Text("  …… 其余 {count} 条未列出", "  … {count} more are not listed")


@click.command(cls=AnsweringCommand)
@click.option("--all", "every", is_flag=True, help="Also decisions that were superseded.")
@click.option("--sample", type=click.IntRange(min=1), help="Only so many, chosen at random.")
@with_json
@click.pass_context
def replay(ctx: click.Context, every: bool, sample: int | None, as_json: bool, language: Language) -> None:
    """Judge stored decisions again from stored facts. Exit 0: none differ; 1: some do, by number."""
    if every and sample is not None:
        raise click.UsageError("--all 与 --sample 只能用一个 / use one of --all and --sample")
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        if sample is not None:
            found = replaying.replay_sample(session, sample)
        else:
            found = replaying.replay_all(session) if every else replaying.replay_current(session)
    if as_json:
        print_json(
            {
                "decisions": found.decisions,
                "differ": found.differ,
                "unhashed": found.unhashed,
                "earlier_engine": found.earlier,
                "differing": [_one(one) for one in found.named],
            }
        )
    else:
        print_lines(line.in_language(language) for line in _lines(found))
    ctx.exit(FALLS_SHORT if found.differ else 0)


def _one(one: Differing) -> dict[str, object]:
    return {
        "unit": one.unit,
        "decision": one.decision,
        "registration": one.registration,
        "why": one.why.value,
        "stored": dict(zip(OUTCOME_COLUMNS, one.stored, strict=True)),
        "replayed": dict(zip(OUTCOME_COLUMNS, one.replayed, strict=True)),
    }


def _lines(found: Replayed) -> Iterator[Text]:
    yield (_DIFFER if found.differ else _HOLDS).fill(decisions=found.decisions, count=found.differ)
    for one in found.named:
        why = WHYS[one.why]
        named = f"  {one.unit} {one.registration}/{one.decision}: {one.stored[0]} → {one.replayed[0]}"
        yield Text(f"{named}；{why.zh}", f"{named}; {why.en}")
    unnamed = found.differ - len(found.named)
    for count, says in ((unnamed, _MORE), (found.unhashed, _UNHASHED), (found.earlier, _EARLIER)):
        if count:
            yield says.fill(count=count)
