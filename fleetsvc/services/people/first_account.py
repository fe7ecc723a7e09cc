"""The first account of a service: nobody can sign in before it is made, and it is made at the host alone."""

from typing import Final

from sqlmodel import Session, select

from fleetsvc.models import AppUser
from rules.wording import Text

HOW_TO_MAKE: Final = Text(
    "还没有账户，谁也不能登录。请在服务器上运行 fleetsvc user add --name 用户名 --role admin，密码由该命令显示。",
    "There is no account yet, so nobody can sign in. On the server run fleetsvc user add --name NAME --role admin;"
    " it prints the password.",
)
"""Nothing of it is secret: it says what everybody sees who tries to sign in."""


def is_missing(session: Session) -> bool:
    """Return whether there is no account at all; needs the office's scope. Accounts are never removed."""
    return session.exec(select(AppUser.id).limit(1)).first() is None
