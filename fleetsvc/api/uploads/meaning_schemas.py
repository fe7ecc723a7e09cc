"""What callers may say that the words of a column mean."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields

from fleetsvc.api.frame.faults import NOT_OBJECT, Fault, not_among
from fleetsvc.api.frame.schemas import Words
from importers.rows.meanings import LONGEST_WORD, MEANABLE, MOST_WORDS
from rules.wording import Text

VALUES: Final = tuple(sorted({value for values in MEANABLE.values() for value in values}))
_NOT_VALUE: Final = not_among(VALUES)
_NOT_WORDS: Final = Fault(
    "not-words",
    Text(
        f"应为 1 至 {MOST_WORDS} 个词，每个不超过 {LONGEST_WORD} 字",
        f"1 to {MOST_WORDS} words of at most {LONGEST_WORD} characters",
    ),
)


class Meant(fields.Dict):
    """Word -> value, or null for a word that is left as it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            raise ValidationError([NOT_OBJECT])
        if not 1 <= len(value) <= MOST_WORDS or any(not 1 <= len(word) <= LONGEST_WORD for word in value):
            raise ValidationError([_NOT_WORDS])
        wrong = {
            word: [_NOT_VALUE] for word, means in value.items() if means is not None and means not in VALUES
        }
        if wrong:
            raise ValidationError(wrong)
        return value


class MeaningsBody(Schema):
    """What words of one column mean, of those that ``word_questions`` asks about."""

    sheet = Words(255, required=True, description="工作表 / Sheet")
    column = Words(3, required=True, description="列标，如 E / The column's letters")
    words = Meant(
        required=True,
        metadata={
            "description": "词 → 含义，null 为保持原样 / word -> value, null to leave it as it is",
            "example": {"YD": "diesel"},
            "minProperties": 1,
            "maxProperties": MOST_WORDS,
            "propertyNames": {"minLength": 1, "maxLength": LONGEST_WORD},
            "additionalProperties": {"enum": [*VALUES, None]},
        },
    )
