"""What may be wrong with a caller's input: each with a stable code and a wording in two languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fleetsvc.models import Json
from rules.wording import Language, Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one value; ``allowed`` are the values that would do, where they are few."""

    code: str
    text: Text
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault at its place: ``inside`` is query, path, header or body, ``pointer`` a JSON pointer (RFC 6901)."""

    inside: str
    pointer: str
    fault: Fault

    def json(self, language: Language) -> Json:
        """Return the fault as a member of ``errors``."""
        said: Json = {
            "in": self.inside,
            "pointer": self.pointer,
            "code": self.fault.code,
            "message": self.fault.text.in_language(language),
        }
        return said | ({"allowed": list(self.fault.allowed)} if self.fault.allowed else {})


MOST_TOLD: Final = 1000
"""So many faults of one request are told; a body of some megabytes can hold hundreds of thousands."""


class InputRefused(Exception):
    """The request cannot be understood; ``faults`` say what is wrong with it: the first of ``count``, if very many."""

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        self.faults, self.count = tuple(faults[:MOST_TOLD]), len(faults)
        super().__init__(", ".join(f"{placed.pointer} {placed.fault.code}" for placed in self.faults))

    @property
    def is_cut(self) -> bool:
        """Whether there are more faults than are told."""
        return self.count > len(self.faults)


MISSING: Final = Fault("missing", Text("缺少这一项", "this is missing"))
NULL: Final = Fault("null", Text("不能为 null", "this may not be null"))
UNKNOWN: Final = Fault(
    "unknown-name", Text("没有这一项，请检查名称", "there is no such name here; check its spelling")
)
REPEATED: Final = Fault("repeated", Text("只能给出一次", "give this once only"))
NOT_TEXT: Final = Fault("not-text", Text("应为文字", "this must be a string"))
NOT_NUMBER: Final = Fault("not-number", Text("应为整数", "this must be a whole number"))
NOT_BOOLEAN: Final = Fault("not-boolean", Text("应为 true 或 false", "this must be true or false"))
NOT_OBJECT: Final = Fault("not-object", Text("应为 JSON 对象", "this must be a JSON object"))
NOT_LIST: Final = Fault("not-list", Text("应为 JSON 数组", "this must be a JSON array"))
NOT_DAY: Final = Fault("not-day", Text("应为日期，写作 2025-06-01", "this must be a day, written 2025-06-01"))
INVALID: Final = Fault("invalid", Text("无法识别", "this cannot be understood"))

_MARSHMALLOW: Final = {
    "Missing data for required field.": MISSING,
    "Field may not be null.": NULL,
    "Unknown field.": UNKNOWN,
    "Not a valid string.": NOT_TEXT,
    "Not a valid integer.": NOT_NUMBER,
    "Not a valid number.": NOT_NUMBER,
    "Number too large.": NOT_NUMBER,
    "Invalid input type.": NOT_OBJECT,
    "Invalid type.": NOT_OBJECT,
    "Not a valid list.": NOT_LIST,
}
"""The library's own sentences -> ours. Our own fields raise faults themselves."""


def not_among(allowed: Sequence[str]) -> Fault:
    """Return the fault of a word that is none of a closed list."""
    listed = " ".join(allowed)
    text = Text("应为以下之一：{listed}", "this must be one of: {listed}").fill(listed=listed)
    return Fault("not-allowed", text, tuple(allowed))


def placed(messages: object, *, inside: str, pointer: str = "") -> Iterator[PlacedFault]:
    """Yield the faults in marshmallow's nested messages, each with its pointer."""
    if isinstance(messages, Mapping):
        for key, deeper in messages.items():
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from placed(deeper, inside=inside, pointer=pointer + step)
    elif isinstance(messages, (list, tuple)):
        for message in messages:
            yield from placed(message, inside=inside, pointer=pointer)
    elif isinstance(messages, Fault):
        yield PlacedFault(inside, pointer, messages)
    else:
        yield PlacedFault(inside, pointer, _MARSHMALLOW.get(str(messages), INVALID))
