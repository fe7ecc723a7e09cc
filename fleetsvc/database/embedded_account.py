"""The system account that the embedded PostgreSQL runs as when we are root: PostgreSQL refuses to run as root.

An ordinary user runs the database as itself and needs nothing of this.
"""

import logging
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rules.wording import Text

ACCOUNT_NAME: Final = "fleetsvc"
_log = logging.getLogger(__name__)


class EmbeddedUnavailable(Exception):
    """The embedded PostgreSQL cannot run here; ``says`` tells why and what to do, in both languages."""

    def __init__(self, says: Text) -> None:
        super().__init__(f"{says.zh} {says.en}")
        self.says = says


@dataclass(frozen=True, slots=True)
class Account:
    """A system account other than root."""

    name: str
    uid: int
    gid: int


def account_for(pgdata: Path) -> Account | None:
    """Return the account to run PostgreSQL as, made if need be; None where that is the present user.

    Data that already belong to somebody stay with them. Raises EmbeddedUnavailable where none can be made.
    """
    if os.geteuid() != 0:
        _require_a_name_for(os.geteuid())
        return None
    if pgdata.exists() and (owner := pgdata.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    try:
        return _account(pwd.getpwnam(ACCOUNT_NAME))
    except KeyError:
        return _make_account()


def account_names(pgdata: Path) -> list[str]:
    """Return the accounts that may connect: the owner of the data, the present user, and root."""
    names = {pwd.getpwuid(uid).pw_name for uid in (pgdata.stat().st_uid, os.geteuid(), 0)}
    return sorted(names)


def lend_passage(path: Path, account: Account) -> None:
    """Let the account pass through the parents of a path, by their group, where they are closed to all others.

    Only a parent that grants nothing to its group is changed; it then grants passage, not reading. Raises
    EmbeddedUnavailable for a closed parent whose group is in use.
    """
    for parent in reversed(path.absolute().parents):
        status = parent.stat()
        if _may_pass(status, account):
            continue
        if status.st_mode & 0o070:
            raise EmbeddedUnavailable(
                Text(
                    "系统账户 {account} 无法进入目录 {folder}。请执行 chmod o+x {folder}，或把程序和数据放到别处。",
                    "The system account {account} may not pass through {folder}. Run chmod o+x {folder}, or keep "
                    "the program and its data elsewhere.",
                ).fill(account=account.name, folder=parent)
            )
        os.chown(parent, -1, account.gid)
        parent.chmod(status.st_mode & 0o7777 | 0o010)
        _log.warning(
            "the group of %s is now %s, so that the database may pass through it", parent, account.name
        )


def _may_pass(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_account() -> Account:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, ACCOUNT_NAME], check=True, capture_output=True, text=True)
        return _account(pwd.getpwnam(ACCOUNT_NAME))
    except (OSError, subprocess.CalledProcessError, KeyError) as problem:
        detail = getattr(problem, "stderr", None) or str(problem)
        raise EmbeddedUnavailable(
            Text(
                "PostgreSQL 不能以 root 运行，又无法建立系统账户 {account}：{detail}。请以普通用户运行，"
                "或设置 FLEETSVC_DATABASE_URL。",
                "PostgreSQL does not run as root and the system account {account} could not be made: {detail}. "
                "Run as an ordinary user, or set FLEETSVC_DATABASE_URL.",
            ).fill(account=ACCOUNT_NAME, detail=detail.strip())
        ) from problem


def _require_a_name_for(uid: int) -> None:
    try:
        pwd.getpwuid(uid)
    except KeyError as problem:
        raise EmbeddedUnavailable(
            Text(
                "用户编号 {uid} 在系统中没有账户，PostgreSQL 无法运行。请换一个账户，或设置 FLEETSVC_DATABASE_URL。",
                "User id {uid} has no account on this system, PostgreSQL cannot run. Use another account, or set "
                "FLEETSVC_DATABASE_URL.",
            ).fill(uid=uid)
        ) from problem
