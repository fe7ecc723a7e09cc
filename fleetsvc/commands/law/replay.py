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
from fleetsvc.services.law.replay import Differing, Replayed, Why
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

_WHYS: Final = {
    Why.OUTCOME: Text(
        "结论与规则书对所存事实的判定不符", "the verdict is not what the rulebook makes of the stored facts"
    ),
    Why.COPIED: Text(
        "结论旁所记的类别、新增更新或能源与其情形不符",
        "category, event or energy beside it are not its case's",
    ),
    Why.FACTS: Text("登记的事实与其情形编号不符", "the registration's facts are not those of its case"),
    Why.CASE: Text("结论所据的情形不是登记的情形", "the decision is on another case than its registration"),
}
_HOLDS: Final = Text("重新判定 {decisions} 条，全部一致", "Judged again: {decisions}; all hold")
_DIFFER: Final = Text(
    "重新判定 {decisions} 条，不一致 {count} 条：", "Judged again: {decisions}, of which differ: {count}:"
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
    if not found.differ:
        yield _HOLDS.fill(decisions=found.decisions)
        return
    yield _DIFFER.fill(decisions=found.decisions, count=found.differ)
    for one in found.named:
        why = _WHYS[one.why]
        named = f"  {one.unit} {one.registration}/{one.decision}: {one.stored[0]} → {one.replayed[0]}"
        yield Text(f"{named}；{why.zh}", f"{named}; {why.en}")
    if found.differ > len(found.named):
        yield _MORE.fill(count=found.differ - len(found.named))
