"""Problems of a JSON body that cannot be read at all."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.api.frame.parsing import CharsetUnsupported, JsonMalformed
from rules.wording import Text

MALFORMED: Final = ("malformed-request", Text("请求格式有误", "The request is malformed"))
"""Code and title of what cannot be read at all, wherever that is noticed."""

BODY_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    JsonMalformed: ProblemKind(400, *MALFORMED, detail=Text("{zh}", "{en}")),
    CharsetUnsupported: ProblemKind(
        415,
        "charset-unsupported",
        Text("JSON 须为 UTF-8", "JSON must be in UTF-8"),
        detail=Text("收到的是 charset={charset}", "The request says charset={charset}"),
    ),
}
