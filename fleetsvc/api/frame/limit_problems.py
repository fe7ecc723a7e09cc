"""Problems of asking too often, or sending too much."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.api.frame.parsing import TooManyValues
from fleetsvc.edge.bodies import BodyTooLarge, BodyTooLargeUnknown
from fleetsvc.edge.rates import RateExceeded
from rules.wording import Text

_TOO_LARGE: Final = Text("请求内容过大", "The request is too large")

LIMIT_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    BodyTooLarge: ProblemKind(
        413,
        "too-large",
        _TOO_LARGE,
        detail=Text(
            "此地址至多接收 {size}，表单至多 {fields} 项；请分次提交",
            "This address takes at most {size}, a form at most {fields} fields: send it in parts",
        ),
    ),
    BodyTooLargeUnknown: ProblemKind(
        413,
        "too-large",
        _TOO_LARGE,
        detail=Text(
            "没有密钥时此地址至多接收 {size}；带密钥（Authorization: Bearer fsk_…）至多 {known_size}",
            "Without a key this address takes at most {size}, with one (Authorization: Bearer fsk_…) {known_size}",
        ),
    ),
    TooManyValues: ProblemKind(
        413,
        "too-large",
        _TOO_LARGE,
        detail=Text(
            "JSON 至多 {most} 个值；请分次提交", "JSON may hold at most {most} values: send it in parts"
        ),
    ),
    RateExceeded: ProblemKind(
        429,
        "rate-exceeded",
        Text(
            "请求过于频繁，请在 Retry-After 秒后再试",
            "Too many requests; try again after Retry-After seconds",
        ),
    ),
}
