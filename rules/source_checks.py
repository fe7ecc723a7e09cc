"""Whether a rulebook quotes its sources: texts known by their hash, words at their places, passages reviewed.

A rulebook that is built without its texts, such as an edition stored before texts were kept, is held against the
passages in its own file.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rules.problem_words import problem, unknown
from rules.quote_places import Place, Window, misplaced
from rules.rulebook_parts import Problem, Rulebook
from rules.sources import Clause, NotCheckable, Passage
from rules.text_damage import damage

FindText = Callable[[str], str | None]
"""Gives the source text of a SHA-256, or None where it is not at hand."""


def source_problems(rulebook: Rulebook, find_text: FindText | None) -> list[Problem]:
    """Return what is wrong with the texts, then with the passages, then with the quotes."""
    texts: dict[str, str] = {}
    found = [] if find_text is None else list(_unlike_their_hash(rulebook, find_text, texts))
    windows: dict[str, Window] = {}
    for at, passage in enumerate(rulebook.passages):
        found += _of_passage(rulebook, f"passages[{at}]", passage, texts, windows)
    for path, key, part in parts_of(rulebook):
        found += _of_part(rulebook, path, key, part, windows)
    return found


def moved_parts(rulebook: Rulebook, problems: Iterable[Problem]) -> set[str]:
    """Return the numbers of passages that are, or have a part, not where they say: gaps there only follow from it."""
    paths = {one.path for one in problems}
    moved = {part.number for path, _, part in parts_of(rulebook) if f"{path}.place.offset" in paths}
    for at, passage in enumerate(rulebook.passages):
        if paths & {f"passages[{at}].offset", f"passages[{at}].text"}:
            moved.add(passage.number)
    return moved


def review_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield passages of which nobody says that they were reviewed, or that cannot have been, and who cites them."""
    for at, passage in enumerate(rulebook.passages):
        yield from _of_review(f"passages[{at}].review", passage)
    unreviewed = {
        passage.number
        for passage in rulebook.passages
        if passage.review is not None and not passage.is_reviewed
    }
    for path, _, part in parts_of(rulebook):
        if isinstance(part, Clause) and part.number in unreviewed:
            yield problem(
                f"{path}.number",
                f"第 {part.number} 项的文字尚未与原文核对，不能引用",
                f"passage {part.number} is unreviewed: it can not be cited",
            )


def _of_review(path: str, passage: Passage) -> Iterator[Problem]:
    marks = list(damage(passage.text))
    if passage.review is None:
        yield problem(
            path,
            "未写明这段文字是否已与原文核对（status: reviewed 或 unreviewed，by，day）",
            "it is not said whether this passage was reviewed (status: reviewed or unreviewed, by, day)",
        )
    elif passage.is_reviewed and marks:
        first = passage.offset + marks[0].offset
        yield problem(
            path,
            f"这段文字有 {len(marks)} 处转码损坏（首处在 {first}），不能算已核对",
            f"this passage is damaged at {len(marks)} places (first at {first}): it can not count as reviewed",
        )


def _unlike_their_hash(rulebook: Rulebook, find_text: FindText, texts: dict[str, str]) -> Iterator[Problem]:
    """Yield the texts that are missing or another one; keep in ``texts`` those that are what their hash says."""
    for place, instrument in enumerate(rulebook.instruments):
        for at, source in enumerate(instrument.texts):
            path, text = f"instruments[{place}].texts[{at}].sha256", find_text(source.sha256)
            if text is None:
                yield problem(
                    path,
                    "没有存入此校验码的原文，引文无从核对：请先存入这份原文",
                    "no text of this hash is at hand, quotes can not be held against it: hand the text in first",
                )
                continue
            own = sha256_of(text)
            if own == source.sha256:
                texts[own] = text
            else:
                yield problem(
                    path,
                    f"存入的原文已不是这份：其 SHA-256 为 {own}",
                    f"the text at hand is another one: its SHA-256 is {own}",
                )


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, by which it is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _of_passage(
    rulebook: Rulebook, path: str, passage: Passage, texts: Mapping[str, str], windows: dict[str, Window]
) -> Iterator[Problem]:
    """Yield what is wrong with a passage; keep in ``windows`` where its parts are looked up."""
    windows[passage.number] = Window(passage.text, passage.offset)
    if _is_no_text_of(rulebook, passage.source_sha256):
        yield _no_source(path)
    if passage.source_sha256 not in texts:
        return
    place = Place(passage.text, f"{path}.text", passage.offset, f"{path}.offset")
    whole = Window(texts[passage.source_sha256])
    right = whole.nearest(place)
    cut = whole.cut(place) if right is None else passage.text
    windows[passage.number] = Window(cut, passage.offset if right is None else right)
    yield from misplaced(place, whole)


def parts_of(rulebook: Rulebook) -> Sequence[tuple[str, str, Clause | NotCheckable]]:
    """Return path, key of the words, and entry of all that stands in passages."""
    grounds = [ground.clause for ground in rulebook.grounds.values()]
    sections: tuple[tuple[str, str, Sequence[Clause | NotCheckable]], ...] = (
        ("clauses", "quote", list(rulebook.clauses.values())),
        ("grounds", "quote", grounds),
        ("not_checkable", "text", rulebook.not_checkable),
    )
    return [
        (f"{section}[{at}]", key, part) for section, key, parts in sections for at, part in enumerate(parts)
    ]


def _of_part(
    rulebook: Rulebook, path: str, key: str, part: Clause | NotCheckable, windows: Mapping[str, Window]
) -> Iterator[Problem]:
    words = part.quote if isinstance(part, Clause) else part.text
    if part.number not in windows:
        yield unknown(f"{path}.number", part.number, windows)
        return
    if part.length != len(words):
        yield problem(
            f"{path}.place.length",
            f"写的是 {part.length}，引文实有 {len(words)} 个字符",
            f"it says {part.length}, the quote has {len(words)} characters",
        )
    yield from misplaced(
        Place(words, f"{path}.{key}", part.offset, f"{path}.place.offset"), windows[part.number]
    )
    if isinstance(part, Clause):
        yield from _of_source(rulebook, path, part)


def _of_source(rulebook: Rulebook, path: str, clause: Clause) -> Iterator[Problem]:
    if _is_no_text_of(rulebook, clause.source_sha256):
        yield _no_source(path)
        return
    own = {passage.number: passage.source_sha256 for passage in rulebook.passages}[clause.number]
    if clause.source_sha256 != own:
        yield problem(
            f"{path}.source_sha256",
            f"第 {clause.number} 项取自另一份文本（{own}）",
            f"passage {clause.number} is taken from another text ({own})",
        )


def _is_no_text_of(rulebook: Rulebook, sha256: str) -> bool:
    return all(text.sha256 != sha256 for instrument in rulebook.instruments for text in instrument.texts)


def _no_source(path: str) -> Problem:
    return problem(
        f"{path}.source_sha256",
        "instruments 中没有此校验码的文本",
        "no text of the instruments has this hash",
    )
