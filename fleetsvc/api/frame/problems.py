"""The API's one table from what went wrong to a problem document (RFC 9457)."""

from typing import Final

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.api.frame.answers import HeldOutdated, encoded, language
from fleetsvc.api.frame.body_problems import BODY_PROBLEMS, MALFORMED
from fleetsvc.api.frame.callers import (
    KeyMissing,
    KeyNotAdmitted,
    KeyRefused,
    RevealNeeded,
    SessionForged,
    StandingUnclear,
    UnitNotYours,
)
from fleetsvc.api.frame.case_problems import CASE_PROBLEMS
from fleetsvc.api.frame.database_problems import DATABASE_PROBLEMS
from fleetsvc.api.frame.document_problems import HANDOUT_PROBLEMS
from fleetsvc.api.frame.draft_problems import DRAFT_PROBLEMS
from fleetsvc.api.frame.faults import InputRefused
from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.api.frame.law_problems import LAW_PROBLEMS
from fleetsvc.api.frame.limit_problems import LIMIT_PROBLEMS
from fleetsvc.api.frame.notice_problems import NOTICE_PROBLEMS
from fleetsvc.api.frame.ranking_problems import RANKING_PROBLEMS
from fleetsvc.api.frame.receipt_problems import RECEIPT_PROBLEMS
from fleetsvc.api.frame.upload_problems import UPLOAD_PROBLEMS
from fleetsvc.database.states import told_apart
from fleetsvc.edge.every_answer import REQUEST_ID
from fleetsvc.services.common.idempotency import NameUsedOtherwise
from fleetsvc.services.registrations.dossier import RegistrationUnknown
from rules.periods import PeriodMalformed
from rules.wording import Text

_LOG: Final = structlog.get_logger("fleetsvc.api")

MIMETYPE: Final = "application/problem+json"
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="fleetsvc"'}


INPUT_REFUSED: Final = ProblemKind(
    422, "input-refused", Text("请求内容有误", "The request cannot be understood")
)
_MORE_FAULTS: Final = Text(
    "共 {count} 处有误，只列出前 1,000 处", "{count} things are wrong; the first 1,000 are listed"
)

KINDS: Final[dict[type[Exception], ProblemKind]] = {
    InputRefused: INPUT_REFUSED,
    KeyRefused: ProblemKind(
        401,
        "key-refused",
        Text("密钥无效、已过期或已吊销", "The key is unknown, expired or revoked"),
        {"WWW-Authenticate": 'Bearer realm="fleetsvc", error="invalid_token"'},
    ),
    KeyMissing: ProblemKind(
        401,
        "key-missing",
        Text("此接口需要密钥：Authorization: Bearer fsk_…", "This needs a key: Authorization: Bearer fsk_…"),
        _CHALLENGE,
    ),
    KeyNotAdmitted: ProblemKind(
        403, "key-not-admitted", Text("该密钥无权使用此接口", "This key may not do this")
    ),
    StandingUnclear: ProblemKind(
        403,
        "standing-unclear",
        Text(
            "该密钥或账户没有与角色对应的报送单位，更正前不能使用",
            "The key or account has no reporting unit that fits its role: it opens nothing until that is corrected",
        ),
    ),
    SessionForged: ProblemKind(
        403,
        "form-token-missing",
        Text(
            "以登录会话调用时需带请求头 X-CSRFToken（见页面的 csrf-token）",
            "A call by session needs the header X-CSRFToken (csrf-token of the page)",
        ),
    ),
    HeldOutdated: ProblemKind(
        412,
        "changed-meanwhile",
        Text(
            "此后已有变化，未办理；请重新读取后再定（If-Match）",
            "It has changed since you read it (If-Match), and nothing was done: read it again first",
        ),
    ),
    UnitNotYours: ProblemKind(
        403, "unit-not-yours", Text("只能报送本单位的车辆", "You may act for your own unit only")
    ),
    RevealNeeded: ProblemKind(
        403,
        "reveal-needed",
        Text(
            "文件含完整号牌和车架号，请加 reveal=true（将记入审计日志）",
            "The file holds plates and VINs in full: ask with reveal=true (it is entered in the audit log)",
        ),
    ),
    RegistrationUnknown: ProblemKind(
        404,
        "registration-unknown",
        Text("没有该登记，或当时尚无", "There is no such registration, or there was none then"),
    ),
    NameUsedOtherwise: ProblemKind(
        422,
        "idempotency-key-reused",
        Text("此 Idempotency-Key 已用于另一请求", "This Idempotency-Key was given to another request before"),
    ),
    PeriodMalformed: ProblemKind(
        422,
        "period-malformed",
        Text("期次写作 2025、2025-Q3 或 2025-09", "A period is written 2025, 2025-Q3 or 2025-09"),
    ),
    **BODY_PROBLEMS,
    **CASE_PROBLEMS,
    **DRAFT_PROBLEMS,
    **LAW_PROBLEMS,
    **LIMIT_PROBLEMS,
    **NOTICE_PROBLEMS,
    **RANKING_PROBLEMS,
    **RECEIPT_PROBLEMS,
    **UPLOAD_PROBLEMS,
    **HANDOUT_PROBLEMS,
    **DATABASE_PROBLEMS,
}
"""The nearest type of an exception's ancestry counts."""

_BY_STATUS: Final = {
    400: MALFORMED,
    404: ("not-found", Text("没有这个地址", "There is nothing at this address")),
    405: ("method-not-allowed", Text("此地址不支持该方法", "This address does not take this method")),
    406: (
        "not-acceptable",
        Text("无法以所要求的格式回答", "The answer cannot be given in the form asked for"),
    ),
    408: ("request-timeout", Text("请求超时", "The request took too long")),
    411: ("length-missing", Text("缺少 Content-Length", "Content-Length is missing")),
    414: ("address-too-long", Text("请求地址过长", "The address is too long")),
    415: (
        "media-type-unsupported",
        Text("提交的内容类型不对", "The body is of another media type than this address takes"),
    ),
    421: ("host-unknown", Text("主机名不对", "This host name is not served here")),
    431: ("headers-too-large", Text("请求头过大", "The headers are too large")),
}
_UNFORESEEN: Final = ProblemKind(
    500,
    "unforeseen",
    Text(
        "服务内部故障，请把 request_id 告知管理员",
        "An unforeseen fault; please tell the operator the request_id",
    ),
)


def described() -> list[dict[str, object]]:
    """Return every problem of the table, for the API description."""
    kinds = {kind.code: (kind.status, kind.title) for kind in (*KINDS.values(), _UNFORESEEN)}
    kinds |= {code: (status, title) for status, (code, title) in _BY_STATUS.items()}
    listed = [(status, code, title) for code, (status, title) in kinds.items()]
    return [
        {"status": status, "code": code, "title": {"zh": title.zh, "en": title.en}}
        for status, code, title in sorted(listed, key=lambda one: one[:2])
    ]


def kind_of(problem: Exception) -> ProblemKind:
    """Return what kind of problem an exception is told as."""
    told = told_apart(problem)
    return next((KINDS[known] for known in type(told).__mro__ if known in KINDS), _UNFORESEEN)


def problem_answer(problem: Exception) -> BaseResponse:
    """Return the problem document for an exception."""
    if isinstance(problem, HTTPException):
        return _of_http(problem)
    kind = kind_of(problem)
    if kind.status >= 500:
        _tell(problem, kind)
    faults = problem.faults if isinstance(problem, InputRefused) else ()
    more = _MORE_FAULTS if isinstance(problem, InputRefused) and problem.is_cut else kind.detail
    detail = more.fill(**vars(problem)).in_language(language()) if more else None
    return _document(kind, errors=[fault.json(language()) for fault in faults], detail=detail)


def _of_http(problem: HTTPException) -> BaseResponse:
    status = problem.code or 500
    if problem.response is not None or status < 400:
        return problem.get_response()  # a redirect, or an answer made on purpose
    code, title = _BY_STATUS.get(status, ("http-" + str(status), Text(problem.name, problem.name)))
    if status >= 500:
        return _document(_UNFORESEEN, errors=[])
    kept = {name: value for name, value in problem.get_headers() if name in ("Allow", "Retry-After")}
    return _document(ProblemKind(status, code, title, kept), errors=[])


def _document(kind: ProblemKind, *, errors: list[dict[str, object]], detail: str | None = None) -> Response:
    spoken = language()
    document: dict[str, object] = {
        "type": f"/api/docs#problem-{kind.code}",
        "title": kind.title.in_language(spoken),
        "status": kind.status,
        "code": kind.code,
        "request_id": request.environ.get(REQUEST_ID),
    }
    if detail:
        document["detail"] = detail
    if errors:
        document["errors"] = errors
    response = Response(encoded(document), kind.status, mimetype=MIMETYPE)
    response.headers.extend(kind.headers)
    response.headers["Content-Language"] = "en" if spoken == "en" else "zh-CN"
    response.headers["Cache-Control"] = "no-store"
    return response


def _tell(problem: Exception, kind: ProblemKind) -> None:
    """Log a fault of ours by type and place only: its message may hold a plate or a VIN."""
    trace = problem.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    _LOG.error(
        "fault",
        code=kind.code,
        kind=type(problem).__name__,
        at=places[-6:],
        request_id=request.environ.get(REQUEST_ID),
    )
