"""What ``doctor`` says of who may come in: whether anybody can, keys that never end, keys that nobody uses."""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.services.people.first_account import is_missing
from rules.wording import Text

UNUSED: Final = timedelta(days=90)
_KEYS: Final = text("""
    SELECT count(*) FILTER (WHERE expires_at IS NULL),
        count(*) FILTER (WHERE coalesce(last_used_at, created_at) < clock_timestamp() - :unused)
    FROM api_key WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
""")


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


def keys_check(connection: Connection) -> Check:
    """Say how many keys in force have no end, as earlier releases made them, and how many nobody used for long."""
    endless, unused = connection.execute(_KEYS, {"unused": UNUSED}).one()
    says = Text(
        "在用的接口密钥：没有到期日 {endless} 个，{days} 天未用 {unused} 个",
        "keys in force: {endless} without an end, {unused} not used for {days} days",
    ).fill(endless=endless, unused=unused, days=UNUSED.days)
    if not endless and not unused:
        return fine("keys", says)
    remedy = Text(
        "没有到期日的，请换发有期限的新密钥后吊销；不再用的请吊销（fleetsvc apikey list、revoke，或管理员页面“接口密钥”）",
        "replace keys without an end and revoke them, revoke those that nobody needs (fleetsvc apikey list, revoke,"
        " or the administrator's page of keys)",
    )
    return Check("keys", Status.WARN if endless else Status.NOTICE, says, remedy)
