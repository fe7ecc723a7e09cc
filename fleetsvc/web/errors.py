"""The pages' one table from what went wrong to an error page."""

from dataclasses import dataclass
from typing import Final

import structlog
from flask import Response, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from werkzeug.exceptions import HTTPException

from fleetsvc.http import REQUEST_ID
from fleetsvc.web.access import PageNotAdmitted
from fleetsvc.web.pages import language, rendered
from rules.wording import Text

_LOG: Final = structlog.get_logger("fleetsvc.web")


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error page says: what happened, and what to do now."""

    status: int
    title: Text
    advice: Text


_UNFORESEEN: Final = Fault(
    500,
    Text("服务内部故障", "An unforeseen fault"),
    Text(
        "请稍后再试；若仍不行，请把下面的请求编号告知管理员。",
        "Try again shortly; if it stays, tell the operator the id below.",
    ),
)
_AWAY: Final = Fault(
    503,
    Text("数据库暂时没有应答", "The database does not answer"),
    Text("请稍后刷新本页。", "Reload this page shortly."),
)
FAULTS: Final[dict[type[Exception], Fault]] = {
    DBAPIError: _AWAY,
    NoFreeConnection: _AWAY,
    PageNotAdmitted: Fault(
        403,
        Text("您的角色不能打开此页", "This page is not for your role"),
        Text(
            "请从首页重新进入，或换一个账户登录。",
            "Begin from the start page, or sign in with another account.",
        ),
    ),
    CSRFError: Fault(
        400,
        Text("页面已过期", "The page has expired"),
        Text("请返回上一页，刷新后再提交。", "Go back, reload the page and send it again."),
    ),
}
"""The nearest type of an exception's ancestry counts."""

_BY_STATUS: Final = {
    400: (
        Text("请求格式有误", "The request is malformed"),
        Text("请从首页重新进入。", "Please begin again from the start page."),
    ),
    404: (
        Text("没有这个页面", "There is no such page"),
        Text("地址可能写错了，或页面已移走。", "The address may be mistyped, or the page has moved."),
    ),
    405: (
        Text("此页面不接受这种提交", "This page does not take that"),
        Text("请从首页重新进入。", "Please begin again from the start page."),
    ),
    413: (
        Text("提交的内容过大", "What you sent is too large"),
        Text("请减小文件后再试。", "Make the file smaller and try again."),
    ),
}


def error_page(problem: Exception) -> Response:
    """Return the page for an exception."""
    g.is_error_page = True
    if isinstance(problem, HTTPException) and type(problem) not in FAULTS:
        if problem.code is not None and 300 <= problem.code < 400:
            return Response.force_type(problem.get_response())  # type: ignore[return-value]
        fault = _of_status(problem.code or 500)
    else:
        known = (FAULTS[kind] for kind in type(problem).__mro__ if kind in FAULTS)
        fault = next(known, _UNFORESEEN)
        if fault.status >= 500:
            _tell(problem)
    spoken = language()
    return rendered(
        "error.html",
        fault.status,
        status=fault.status,
        title=fault.title.said_in(spoken),
        advice=fault.advice.said_in(spoken),
        reference=request.environ.get(REQUEST_ID),
    )


def _of_status(status: int) -> Fault:
    if status in _BY_STATUS:
        return Fault(status, *_BY_STATUS[status])
    return Fault(status, *_BY_STATUS[400]) if status < 500 else _UNFORESEEN


def _tell(problem: Exception) -> None:
    """Log type and place only: the message may hold a plate or a VIN."""
    trace, places = problem.__traceback__, []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    _LOG.error(
        "fault", kind=type(problem).__name__, at=places[-6:], request_id=request.environ.get(REQUEST_ID)
    )
