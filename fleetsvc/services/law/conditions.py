"""What an answer may take for granted though it would change the verdict, by code."""

from typing import Final

from fleetsvc.plain_json import Json
from rules.wording import Language, Text

UNCONFIRMED: Final = "replacement-unconfirmed"
_CONDITIONS: Final = {
    UNCONFIRMED: Text(
        "以被更新的退役车辆经核实为前提：本单位同类在册车辆或注销、报废、转出清单中能找到，且未被用过。",
        "This holds if the retired vehicle is confirmed: on record in the unit and category or on a list of retired"
        " ones, and not used before.",
    )
}


def condition_json(code: str, language: Language) -> Json:
    """Return a condition: code and sentence."""
    return {"code": code, "message": _CONDITIONS[code].in_language(language)}
