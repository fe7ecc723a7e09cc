"""``rulebook load``, ``compare --draft`` and ``activate``: drafts in the database, and what they would change."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final

from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.law import tables
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import Json, stored_id
from fleetsvc.services.drafts import activations, acts, comparison, proofs
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.signatories import AtHost
from fleetsvc.settings import read_settings
from rules.labels import label
from rules.percentages import percentage
from rules.periods import PeriodKind, parse_period, period_of
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict
from rules.wording import Language, Text


@contextmanager
def _office() -> Iterator[Session]:
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        yield session


def loaded(mapping: Mapping[str, Any], texts: Iterable[str], *, in_force: bool, language: Language) -> Json:
    """Store texts and a draft quoted from them, and prove it; with ``in_force`` put it in force.

    Raises RulebookBroken, DraftFaulty, SecondSignatureMissing.
    """
    now = clock.now()
    with _office() as session:
        for text in texts:
            acts.store_text(session, text, by=at_the_host(), now=now)
        stored, _ = acts.load(session, mapping, by=at_the_host(), now=now)
        if proofs.find_proof(session, stored) is None:
            proofs.make_proof(session, stored, now=now)
        told = proofs.proof_json(session, stored, language)
        flips = rulebooks.compare(session, stored_id(stored))
        changed = acts.set_up(session, stored, by=at_the_host(), now=now) if in_force else None
        return tables.loaded_json(stored.name, stored.edition, stored.status, flips, changed) | {
            "proof": told
        }


def enacted(edition: str, *, aim: str, by: str, signed_by: str, reason: str) -> Json:
    """Enter the signatures of two people and so put an edition in force, or take it out.

    Raises as ``activations.propose`` and ``sign``.
    """
    now, host = clock.now(), at_the_host()
    proposer, signer = (AtHost(host.name or "fleetsvc", name) for name in (by, signed_by))
    with _office() as session:
        stored = edition_of_hash(session, edition)
        proposal, _ = acts.propose(
            session, stored, aim=rulebooks.Aim(aim), by=proposer, actor=host, reason=reason, now=now
        )
        activation, _ = acts.sign(session, stored, stored_id(proposal), by=signer, actor=host, now=now)
        head = {"name": stored.name, "edition": stored.edition, "status": stored.status}
        return {"rulebook": head, **activations.activation_json(activation)}


def compared(draft: str, mapping: Mapping[str, Any] | None, period: str | None, language: Language) -> Json:
    """Compare a draft with the edition in force: a parsed file, or a stored edition by its hash.

    Raises RulebookBroken, EditionUnknown, PeriodMalformed, NoActiveRulebook.
    """
    now = clock.now()
    wanted = parse_period(period) if period is not None else period_of(clock.day_of(now), PeriodKind.YEAR)
    with closing(connect(read_settings())) as database, database.snapshot(OFFICE) as session:
        if mapping is not None:
            book, status = rulebooks.built_with_texts(session, mapping), None
        else:
            stored = edition_of_hash(session, draft)
            book, status = book_of(stored), stored.status
        return comparison.comparison(session, book, status=status, period=wanted, language=language, now=now)


_DONE: Final = {
    rulebooks.Aim.ACTIVATE: Text("已生效", "In force"),
    rulebooks.Aim.TAKE_OUT: Text("已停用", "Taken out of force"),
}

# --- for a person ----------------------------------------------------------------------------------------------


def enacted_lines(answer: Json, language: Language) -> Iterator[str]:
    """Yield what an act did."""
    yield "{name} {edition} {status}".format(**answer["rulebook"])
    done = Text(
        "{what}（提请 {activated_by}，签署 {signed_by}，由 {host_user} 在主机上代录），重新判定 {changed} 条",
        "{what} (proposed by {activated_by}, signed by {signed_by}, entered at the host by {host_user});"
        " {changed} decisions were made again",
    )
    what = _DONE[rulebooks.Aim(answer["aim"])].in_language(language)
    yield done.fill(
        what=what, **{name: answer[name] for name in ("activated_by", "signed_by", "host_user", "changed")}
    ).in_language(language)


def comparison_lines(answer: Json, language: Language) -> Iterator[str]:
    """Yield a comparison for a person: its sum, the texts, the flips, the ranking, the samples."""
    for head in (*answer["rulebooks"], answer["draft"]):
        yield f"{head['name']} {head['edition']} [{head['status'] or '–'}]"
    total = Text(
        "共 {judged} 条登记：{changed} 条结论改变，{cited_otherwise} 条结论不变而所依规则改变，{restated} 条只是所引条文或解释改变",
        "{judged} registrations: {changed} verdicts change, {cited_otherwise} stay but cite another rule, "
        "{restated} stay but cite other words",
    )
    yield total.fill(**answer["registrations"]).in_language(language)
    if answer["registrations"]["overridden"]:
        stays = Text(
            "其中 {overridden} 条由省级部门另行认定，不随之改变",
            "decided otherwise by the office, which stays: {overridden}",
        )
        yield stays.fill(**answer["registrations"]).in_language(language)
    yield from tables.law_lines(answer["law"], language)
    yield from _texts(answer, language)
    yield from _flips(answer["flips"], language)
    for ranking in answer["rankings"]:
        yield from _ranking(ranking, answer["period"], language)
    yield from _samples(answer["samples"], language)


def _heading(zh: str, en: str, language: Language) -> Iterator[str]:
    yield ""
    yield Text(zh, en).in_language(language)


_CHANGE = {"added": "+", "removed": "-", "changed": "~"}


def _texts(answer: Json, language: Language) -> Iterator[str]:
    for part, zh, en in (("rules", "规则", "Rules"), ("interpretations", "解释", "Interpretations")):
        if answer[part]:
            yield from _heading(zh, en, language)
        for one in answer[part]:
            yield f"  {_CHANGE[one['change']]} {one['id']}  {', '.join(one['fields'])}".rstrip()
            if part == "interpretations":
                for sign, side in (("-", one["before"]), ("+", one["after"])):
                    if side is not None:
                        standing = ", ".join(filter(None, (side["status"], side["letter"])))
                        yield f"      {sign} [{standing}] {side['answer']} ({side['by']})"


def _flips(flips: Iterable[Json], language: Language) -> Iterator[str]:
    yield from _heading("结论改变", "Verdicts that change", language)
    for flip in flips:
        unit = UNITS[flip["unit"]].name.in_language(language)
        category = label(Category(flip["category"])).in_language(language)
        yield f"  {unit}  {category}  {_verdicts(flip['before'], flip['after'], language)}: {flip['registrations']}"


def _verdicts(before: str, after: str, language: Language) -> str:
    return " → ".join(label(Verdict(word)).in_language(language) for word in (before, after))


def _ranking(ranking: Json, period: str, language: Language) -> Iterator[str]:
    category = ranking["category"]
    about = label(Category(category)) if category else Text("全部用途", "all categories")
    yield from _heading(
        f"{period} 年度排名 · {about.zh}" if len(period) == 4 else f"{period} 排名 · {about.zh}",
        f"Ranking of {period}, {about.en}",
        language,
    )
    moved = [line for line in ranking["lines"] if line["before"] != line["after"]]
    for line in moved:
        name = UNITS[line["unit"]].name.in_language(language)
        yield f"  {name}  {_place(line['before'])} → {_place(line['after'])}"
    if not moved:
        yield "  " + Text("无变化", "no change").in_language(language)


def _place(standing: Json) -> str:
    rate = "–" if standing["rate"] is None else percentage(standing["rate"], decimals=2)
    return f"{standing['rank'] or standing['status']} ({rate})"


def _samples(samples: Iterable[Json], language: Language) -> Iterator[str]:
    yield from _heading("示例", "Samples", language)
    for one in samples:
        words = (Category(one["category"]), Event(one["event"]), Energy(one["energy"]))
        said = " · ".join(label(word).in_language(language) for word in words)
        yield f"  #{one['registration']} {one['unit']} {one['vin']}  {said}  {one['registered_on']}"
        for sign, side in (("-", one["before"]), ("+", one["after"])):
            yield from (f"    {sign} {step}" for step in side["steps"])
