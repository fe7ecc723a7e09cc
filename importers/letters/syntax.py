"""The fields within a line of text: a name between double braces, and nothing else has a meaning."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from importers.letters.faults import TemplateFault
from importers.letters.fields import Field

FIELD: Final = re.compile(r"\{\{([^{}]*)\}\}")


def names_in(text: str) -> list[str]:
    """Return the names of the fields in a text, in their order.

    >>> names_in("关于{{期次}}的通报（{{ 单位 }}）")
    ['期次', '单位']
    """
    return [found[1].strip() for found in FIELD.finditer(text)]


def faults_in(
    text: str, *, known: Mapping[str, Field], place: str, may_hold_blocks: bool
) -> Iterator[TemplateFault]:
    """Yield what is wrong with the fields of a paragraph.

    >>> [fault.code for fault in faults_in("{{期}} {{x", known={}, place="", may_hold_blocks=True)]
    ['field-unknown', 'field-open']
    """
    for name in names_in(text):
        field = known.get(name)
        if field is None:
            yield TemplateFault("field-unknown", place, {"name": name, **nearest(name, known)})
        elif field.is_block and not (may_hold_blocks and FIELD.fullmatch(text.strip())):
            yield TemplateFault("block-beside-text", place, {"name": name})
    rest = FIELD.sub("", text)
    if "{{" in rest or "}}" in rest:
        yield TemplateFault("field-open", place)


def nearest(name: str, known: Collection[str]) -> dict[str, str]:
    """Return what to ask of somebody who wrote a name that there is not, in both languages."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if not near:
        return {"hint": "", "hint_en": ""}
    return {"hint": f"，是不是“{near[0]}”", "hint_en": f" (is it {near[0]}?)"}
