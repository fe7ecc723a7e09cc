"""What an error page says, and what it says of the database, of disks and of clocks."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from fleetsvc.database.states import DatabaseBusy, DiskFull, QueryTooSlow
from fleetsvc.services.operations.clock_alarms import ClockNotRight
from fleetsvc.services.receipts.signing_keys import SecretKeyChanged
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error page says: what happened, and what to do now; ``advice`` may name attributes of the exception.

    ``is_bare``: the page does not ask who looks at it.
    """

    status: int
    title: Text
    advice: Text
    is_bare: bool = False


_AWAY: Final = Fault(
    503,
    Text("数据库暂时没有应答", "The database does not answer"),
    Text("请稍后刷新本页。", "Reload this page shortly."),
)
MACHINE_FAULTS: Final[dict[type[Exception], Fault]] = {
    DBAPIError: _AWAY,
    NoFreeConnection: _AWAY,
    QueryTooSlow: Fault(
        503,
        Text("查询超过了时限", "The answer took longer than is allowed"),
        Text("请缩小筛选范围，或稍后再试。", "Narrow the filter, or try again later."),
    ),
    DatabaseBusy: Fault(
        503,
        Text("所需数据正被其他操作占用", "Another step holds what this page needs"),
        Text("没有保存。请稍后再试。", "Nothing was stored. Try again shortly."),
    ),
    DiskFull: Fault(
        507,
        Text("服务器磁盘空间不足", "The server is short of disk space"),
        Text(
            "没有全部保存。请告知管理员，腾出空间后查看已收下的，再提交其余的。",
            "Not everything was stored. Tell the operator; once there is room, see what was taken and send the rest.",
        ),
    ),
    SecretKeyChanged: Fault(
        503,
        Text("暂时不能出具回执", "No receipt can be signed now"),
        Text(
            "服务器的密钥已更换。请管理员运行 fleetsvc receipts rotate，之后再试。",
            "The server's secret key was changed. Ask the operator to run fleetsvc receipts rotate, then try again.",
        ),
    ),
    ClockNotRight: Fault(
        503,
        Text("服务器时钟有误，没有办理", "The server's clock is not right: nothing was done"),
        Text(
            "正式通报的发布和事项的审定，要等时钟校准后才能办理。请告知管理员（“定时任务”页写明了原因），校准后再提交。",
            "Final editions and decisions on cases wait until it is. Tell the administrator, whose page “Schedule” says"
            " why, and send it again afterwards.",
        ),
    ),
}
