"""Problems of the database and of disks: none of them is the caller's, each may be asked again."""

from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.database.states import DatabaseBusy, DiskFull, QueryTooSlow
from rules.wording import Text

_SHORTLY: Final = {"Retry-After": "5"}
_AWAY: Final = ProblemKind(
    503,
    "database-away",
    Text("数据库暂时没有应答，请稍后再试", "The database does not answer at the moment; try again shortly"),
    _SHORTLY,
)

DATABASE_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    DBAPIError: _AWAY,
    NoFreeConnection: _AWAY,
    QueryTooSlow: ProblemKind(
        503,
        "query-too-slow",
        Text(
            "查询超过了时限，请缩小范围，或稍后再试",
            "The answer took longer than is allowed; narrow what you ask for, or try again later",
        ),
        _SHORTLY,
    ),
    DatabaseBusy: ProblemKind(
        503,
        "database-busy",
        Text(
            "所需数据正被其他操作占用，请稍后再试",
            "Another step holds what this one needs; try again shortly",
        ),
        _SHORTLY,
    ),
    DiskFull: ProblemKind(
        507,
        "disk-full",
        Text(
            "服务器磁盘空间不足，没有保存；请告知管理员，腾出空间后再试",
            "The server is short of disk space, nothing was stored; tell its operator and try again later",
        ),
        {"Retry-After": "300"},
    ),
}
