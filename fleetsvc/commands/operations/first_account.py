"""What an operator is told while nobody can sign in: by ``serve`` once it answers, and by ``doctor``."""

from contextlib import closing

from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.commands.operations.doctor_checks import Check, Status, fine
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people.first_account import HOW_TO_MAKE, is_missing
from fleetsvc.settings import Settings
from rules.wording import Text


def first_step(settings: Settings) -> Text | None:
    """Return how the first account is made; None where there is one. Raises as ``connect`` does."""
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        return HOW_TO_MAKE if is_missing(session) else None


def accounts_check(connection: Connection) -> Check:
    """Warn while nobody can sign in; the connection has entered the office's scope."""
    with Session(connection) as session:
        if not is_missing(session):
            return fine("accounts", Text("已有账户", "there are accounts to sign in with"))
    says = Text("还没有账户，谁也不能登录", "there is no account, so nobody can sign in")
    remedy = Text(
        "请运行 fleetsvc user add --name 用户名 --role admin",
        "run fleetsvc user add --name NAME --role admin",
    )
    return Check("accounts", Status.WARN, says, remedy)
