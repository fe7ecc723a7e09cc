"""The pages' one table from what went wrong to an error page."""

from typing import Final

import structlog
from flask import Response, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.database.states import told_apart
from fleetsvc.edge.callers import StandingUnclear
from fleetsvc.edge.entry import ADMITTED, Entry
from fleetsvc.edge.every_answer import REQUEST_ID
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.steps import CaseNotOpen
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.unfinished_forms import FormUnknown
from fleetsvc.services.registrations.dossier import RegistrationUnknown
from fleetsvc.services.uploads.deliveries import UploadUnknown
from fleetsvc.web.frame.access import WORK_PAGES, KeyOnPage, PageNotAdmitted, safe_address
from fleetsvc.web.frame.bureau_frame import UnitNotChosen
from fleetsvc.web.frame.document_faults import HANDOUT_FAULTS
from fleetsvc.web.frame.fault import MACHINE_FAULTS, Fault
from fleetsvc.web.frame.kept_forms import kept_address, mended, page_of_form
from fleetsvc.web.frame.limit_faults import LIMIT_FAULTS
from fleetsvc.web.frame.pages import language, rendered, say, visitor
from fleetsvc.web.frame.rulebook_faults import RULEBOOK_FAULTS
from importers.sandbox.endings import ReaderStopped
from rules.wording import Text

_LOG: Final = structlog.get_logger("fleetsvc.web")


_UNFORESEEN: Final = Fault(
    500,
    Text("服务内部故障", "An unforeseen fault"),
    Text(
        "请稍后再试；若仍不行，请把下面的请求编号告知管理员。",
        "Try again shortly; if it stays, tell the operator the id below.",
    ),
)
FAULTS: Final[dict[type[Exception], Fault]] = {
    **MACHINE_FAULTS,
    KeyOnPage: Fault(
        400,
        Text("此页不接受密钥", "This page takes no key"),
        Text(
            "请去掉请求头 Authorization：密钥只用于 /api/v1 下的接口，页面须在浏览器中登录后打开。若不是您设置的，请管理员检查"
            "前置代理是否附加了它。",
            "Leave out the header Authorization: keys are for the API under /api/v1 alone; pages are opened by signing"
            " in with a browser. If you did not set it, ask the operator whether a proxy in between adds it.",
        ),
        is_bare=True,
    ),
    StandingUnclear: Fault(
        403,
        Text("您的账户没有对应的报送单位", "Your account has no reporting unit that fits its role"),
        Text(
            "在更正之前不能使用。请管理员核对您的角色和单位。",
            "It opens nothing until that is corrected: ask an administrator about your role and unit.",
        ),
        is_bare=True,
    ),
    PageNotAdmitted: Fault(
        403,
        Text("您的角色不能打开此页", "This page is not for your role"),
        Text(
            "请从左侧菜单打开您的页面；如确需此页，请用有权限的账户登录，或请管理员核对您的角色。",
            "Open a page of yours from the menu. If you do need this one, sign in with an account that may open it, or"
            " ask an administrator about your role.",
        ),
    ),
    UnitNotChosen: Fault(
        400,
        Text("还没有选择报送单位", "No reporting unit is chosen"),
        Text("请从“报送工作台”选择一个单位。", "Choose one from the workspace."),
    ),
    UploadUnknown: Fault(
        404,
        Text("没有这个批次", "There is no such delivery"),
        Text(
            "批次号可能写错了，或不是本单位的批次。请从“报送批次”里打开。",
            "The number may be mistyped, or the delivery is not your unit's. Open it from the list of deliveries.",
        ),
    ),
    CaseUnknown: Fault(
        404,
        Text("没有这个事项", "There is no such case"),
        Text(
            "可能已由他人处理，或不是本单位的。请从“事项”里查看。",
            "Somebody may have decided it, or it is not your unit's. See the list of cases.",
        ),
    ),
    CaseNotOpen: Fault(
        409,
        Text("这个事项已经处理", "The case is decided already"),
        Text("请从“事项”里查看结果。", "See the list of cases for what was decided."),
    ),
    RegistrationUnknown: Fault(
        404,
        Text("没有这条登记", "There is no such registration"),
        Text(
            "编号可能写错了，或不是本单位的车辆。请从“登记车辆”里查找。",
            "The number may be mistyped, or the vehicle is not your unit's. Look it up in the list of registrations.",
        ),
    ),
    ReaderStopped: Fault(
        503,
        Text("未能读完文件", "The file could not be read to its end"),
        Text(
            "服务器繁忙或读取被中断，不是文件的问题。请稍后再试。",
            "The machine is busy or interrupted the reading; the file is not at fault. Try again later.",
        ),
    ),
    **RULEBOOK_FAULTS,
    FormUnknown: Fault(
        404,
        Text("没有可以继续提交的内容", "There is nothing here to be sent"),
        Text(
            "可能已经提交或清除，已超过 8 小时，或是另一位用户填写的：请用当时的账户登录。",
            "It was sent or thrown away, is older than 8 hours, or somebody else typed it: sign in with the account"
            " that was used then.",
        ),
    ),
    **HANDOUT_FAULTS,
    CSRFError: Fault(
        400,
        Text("页面已过期", "The page has expired"),
        Text(
            "没有提交，所填内容没有保留。请重新打开表单，填写后提交。",
            "Nothing was sent, and what was typed is not kept. Open the form again, fill it in and send it.",
        ),
    ),
    **LIMIT_FAULTS,
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
}


def error_page(problem: Exception) -> BaseResponse:
    """Return the page for an exception; a form of an expired page leads to where it can be sent after all."""
    g.is_error_page = True
    if isinstance(problem, CSRFError):
        kept = kept_address()
        if kept is not None:
            return redirect(kept, 303)
    if isinstance(problem, HTTPException) and type(problem) not in FAULTS:
        if problem.code is not None and 300 <= problem.code < 400:
            return problem.get_response()
        return _page(_of_status(problem.code or 500), problem)
    known = (FAULTS[kind] for kind in type(told_apart(problem)).__mro__ if kind in FAULTS)
    fault = next(known, _UNFORESEEN)
    if fault.status >= 500:
        _tell(problem)
    return _page(fault, problem)


def _page(fault: Fault, problem: Exception) -> Response:
    """Return the page of a fault, in the frame of whoever looks; without one where the database is away."""
    g.is_bare_page = fault.is_bare or fault.status >= 500
    try:
        return _drawn(fault, problem)
    except SQLAlchemyError:
        g.is_bare_page = True
        return _drawn(fault, problem)


def _drawn(fault: Fault, problem: Exception) -> Response:
    spoken, found = language(), visitor()
    page = _page_to_open()
    return rendered(
        "error.html",
        fault.status,
        status=fault.status,
        title=fault.title.in_language(spoken),
        advice=fault.advice.fill(**vars(problem)).in_language(spoken),
        admitted=[say(f"role.{role}") for role in _admitted(problem)],
        work=url_for(WORK_PAGES[Role(found.role)]) if found is not None and found.complete else None,
        page=page,
        mended=mended(problem),
        form_page=_form_page(fault.status),
        reference=request.environ.get(REQUEST_ID),
    )


def _admitted(problem: Exception) -> list[Role]:
    """Return the roles that the page is for, where the fault is that it is not for this one."""
    entry = problem.args[0] if isinstance(problem, PageNotAdmitted) and problem.args else None
    return [role for role in Role if role in ADMITTED[entry]] if isinstance(entry, Entry) else []


def _page_to_open() -> str | None:
    """Return the address of the page that could not be shown, where asking for it again does no harm."""
    is_ours = request.method == "GET" and request.url_rule is not None
    return request.full_path.rstrip("?") if is_ours else None


def _form_page(status: int) -> str | None:
    """Return the address of our page whose form was refused for what it holds, where the browser says so."""
    is_refused = request.method == "POST" and status in (400, 413, 422) and request.blueprint != "sign_in"
    address = safe_address(page_of_form() or "/") if is_refused else "/"
    return None if address == "/" else address


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
