"""What ``rulebook check`` and ``rulebook show`` print: as JSON, and as lines for a person."""

from collections.abc import Iterable, Iterator, Sequence

from fleetsvc.models import Json
from fleetsvc.services.law.book_view import instrument_json
from fleetsvc.services.law.requirements import exception_json, interpretation_json, rule_json
from rules.cases import Case, Miss, cases_of
from rules.demand_words import demand
from rules.labels import in_order, label, listed
from rules.mutants import Hunt
from rules.proof import Proof
from rules.rulebook import Problem, Rulebook, coverage
from rules.rulebook_parts import Rule
from rules.wording import Language, Text

# --- check ---------------------------------------------------------------------------------------------------


def problems_json(problems: Iterable[Problem], language: Language) -> list[Json]:
    """Return the problems of a broken file, each with its path."""
    return [{"path": problem.path, "message": problem.message.in_language(language)} for problem in problems]


def check_json(
    book: Rulebook,
    cases: Sequence[Case],
    missed: Sequence[Miss],
    proof: Proof,
    reviews: Iterable[Problem],
    language: Language,
) -> Json:
    """Return what a check of a well-formed rulebook found; ``reviews``: what of its text nobody answers for."""
    problems = problems_json(reviews, language)
    return {
        "holds": not missed and proof.holds and not problems,
        "rulebook": {"id": book.id, "name": book.name, "edition": book.edition},
        "problems": problems,
        "cases": {"run": sum(len(case.given) for case in cases), "of": cases_of(book, cases)},
        "misses": [_miss_json(miss, language) for miss in missed],
        "proof": {
            "cases": proof.cases,
            "periods": proof.periods,
            "unit_classes": proof.unit_classes,
            "faults": [fault.in_language(language) for fault in proof.faults],
        },
    }


def _miss_json(miss: Miss, language: Language) -> Json:
    facts = miss.facts
    return {
        "path": miss.case.path,
        "case": miss.case.title.in_language(language),
        "facts": f"{facts.category} {facts.event} {facts.energy} {facts.emission_stage} {facts.mass_class} "
        f"{facts.unit} {facts.registered_on} {facts.justification}",
        "expected": {"verdict": miss.case.verdict.value, "rule": miss.case.rule},
        "found": {"verdict": miss.judgement.verdict.value, "rule": miss.judgement.rule},
    }


def hunt_json(hunt: Hunt) -> Json:
    """Return how many wrong changes the cases noticed."""
    return {
        "made": hunt.killed + len(hunt.survivors),
        "killed": hunt.killed,
        "share": round(hunt.share, 4),
        "survivors": list(hunt.survivors),
        "refused": hunt.refused,
    }


def check_lines(answer: Json, language: Language) -> Iterator[str]:
    """Yield the answer of a check for a person."""
    for problem in answer["problems"]:
        yield f"{problem['path']}: {problem['message']}"
    if "proof" in answer:
        yield f"{answer['rulebook']['name']} {answer['rulebook']['edition']}"
        yield from _case_lines(answer, language)
        yield from _proof_lines(answer["proof"], language)
    if answer.get("mutants"):
        text = Text(
            "变异 {made} 个，案例发现 {killed} 个（{share:.1%}）",
            "{made} mutants, {killed} noticed by the cases ({share:.1%})",
        )
        yield text.fill(**answer["mutants"]).in_language(language)
        yield from (f"  {name}" for name in answer["mutants"]["survivors"])
    yield (Text("通过", "It holds") if answer["holds"] else Text("未通过", "It does not hold")).in_language(
        language
    )


def _case_lines(answer: Json, language: Language) -> Iterator[str]:
    text = Text("案例 {run} 个，不符 {missed} 个", "{run} cases, {missed} came out otherwise")
    yield text.fill(run=answer["cases"]["run"], missed=len(answer["misses"])).in_language(language)
    for rule, number in answer["cases"]["of"].items():
        yield f"  {rule}: {number}"
    wanted = Text(
        "  {path} {case} [{facts}]：应为 {verdict}，得到 {got}",
        "  {path} {case} [{facts}]: {verdict} expected, {got} found",
    )
    for miss in answer["misses"]:
        expected = f"{miss['expected']['verdict']} {miss['expected']['rule']}"
        got = f"{miss['found']['verdict']} {miss['found']['rule']}"
        yield wanted.fill(**{**miss, "verdict": expected, "got": got}).in_language(language)


def _proof_lines(proof: Json, language: Language) -> Iterator[str]:
    text = Text(
        "穷举 {cases} 种情形（{periods} 个时段，{unit_classes} 类地区），每种恰有一个结论；问题 {found} 个",
        "{cases} situations enumerated ({periods} periods, {unit_classes} classes of units), one verdict each; "
        "{found} faults",
    )
    yield text.fill(**{**proof, "found": len(proof["faults"])}).in_language(language)
    yield from (f"  {fault}" for fault in proof["faults"])


# --- show ----------------------------------------------------------------------------------------------------


def book_json(book: Rulebook, language: Language) -> Json:
    """Return a rulebook: instruments, rules with their clauses, interpretations."""
    return {
        "id": book.id,
        "name": book.name,
        "title": book.title.in_language(language),
        "edition": book.edition,
        "instruments": [instrument_json(instrument, language) for instrument in book.instruments],
        "rules": [_whole_rule_json(book, rule, language) for rule in book.rules],
        "interpretations": [interpretation_json(entry, language) for entry in book.interpretations.values()],
    }


def _whole_rule_json(book: Rulebook, rule: Rule, language: Language) -> Json:
    return {
        **rule_json(book, rule, category=None, language=language),
        "categories": [word.value for word in in_order(rule.categories)],
        "events": [word.value for word in in_order(rule.events)],
        "units": "all" if rule.units is None else sorted(rule.units),
        "exceptions": [exception_json(book, entry, language) for entry in rule.exceptions],
        "departments": [department.in_language(language) for department in rule.departments],
    }


def book_lines(book: Rulebook, language: Language) -> Iterator[str]:
    """Yield a rulebook for a person."""
    yield f"{book.title.in_language(language)}  {book.name}  {book.edition}"
    for instrument in book.instruments:
        yield f"{instrument.title.in_language(language)}  {instrument.published_on}"
    for rule in book.rules:
        clause = book.clause_of(rule)
        until = f" – {rule.effective_until}" if rule.effective_until else ""
        yield ""
        yield f"{rule.id}  [{label(rule.force).in_language(language)}]  {rule.effective_from}{until}"
        yield f"  {clause.number}. “{clause.quote}”"
        for words in (rule.categories, rule.events):
            yield f"  {listed(in_order(words)).in_language(language)}"
        yield f"  {demand(rule).in_language(language)}"
        yield from (f"  - {entry.description.in_language(language)}" for entry in rule.exceptions)
    yield ""
    for entry in book.interpretations.values():
        standing = standing_text(interpretation_json(entry, language))
        yield f"[{standing}] {entry.id}: {entry.question.in_language(language)}"
        yield f"    {entry.answer.in_language(language)} ({entry.by.in_language(language)})"


def standing_text(entry: Json) -> str:
    """Return the status of an interpretation, with the number of the letter that gave it if there is one."""
    return entry["status"] if entry["letter"] is None else f"{entry['status']}, {entry['letter']}"


def coverage_json(book: Rulebook, language: Language) -> Json:
    """Return every part of the text with its rules or the reason for none."""
    return {
        "rulebook": {"id": book.id, "edition": book.edition},
        "parts": [
            {
                "number": line.number,
                "offset": line.offset,
                "text": line.text,
                "rules": list(line.rules),
                "reason": line.reason.in_language(language) if line.reason else None,
            }
            for line in coverage(book)
        ],
    }


def coverage_lines(book: Rulebook, language: Language) -> Iterator[str]:
    """Yield the coverage for a person, and its sum."""
    parts = coverage(book)
    for line in parts:
        said = ", ".join(line.rules) if line.reason is None else line.reason.in_language(language)
        yield f"{line.number} @{line.offset}  {line.text}"
        yield f"    {'→' if line.rules else '×'} {said}"
    total = Text(
        "共 {parts} 段：{ruled} 段有规则，其余各有理由",
        "{parts} parts: {ruled} with rules, a reason for each other",
    )
    yield total.fill(parts=len(parts), ruled=sum(1 for line in parts if line.rules)).in_language(language)
