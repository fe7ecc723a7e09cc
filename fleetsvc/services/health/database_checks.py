"""What is asked of the database: does it answer, is it up to date, do its walls stand; and all that is asked of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.database.connect import NOT_SET_UP
from fleetsvc.database.schema import is_newer, pending_migrations
from fleetsvc.database.transactions import LOGIN_ROLE, OFFICE_ROLE, open_unpooled
from fleetsvc.services.health.backups_check import backups_check
from fleetsvc.services.health.calendar_check import working_days_check
from fleetsvc.services.health.each_check import Looks, each_check
from fleetsvc.services.health.expiry_check import expiring_keys_check
from fleetsvc.services.health.hosts_checks import sources_check, webhooks_check
from fleetsvc.services.health.mail_check import mail_check
from fleetsvc.services.health.people_checks import accounts_check, keys_check
from fleetsvc.services.health.work_checks import NIGHTS_CHECKS, thorough_checks, work_checks
from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.services.operations.clock_alarms import TOLERANCE
from rules.wording import Text

OLDEST_POSTGRES: Final = 15
"""Older ones lack ``security_invoker`` views."""
CLOCK_DIFFERENCE: Final = timedelta(seconds=5)

_UNGUARDED: Final = """
SELECT c.relname FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'city_code'
WHERE c.relnamespace = 'public'::regnamespace
  AND (NOT c.relrowsecurity OR 2 <> (
    SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
      AND NOT p.polroles @> (SELECT array_agg(oid) FROM pg_roles WHERE rolname = 'fleetsvc_operator')))
ORDER BY 1
"""
"""Tenant tables, known by a primary key that begins with the unit, without their two policies that let in.

Operators have policies of their own where they are granted anything at all."""


def database_checks(
    *, owner_url: str, service_url: str, secret: str | None, backups: BackupTerms, now: datetime
) -> Iterator[Check]:
    """Check the database; ends after the first failure that hides the rest.

    ``now`` is this host's clock, ``secret`` its secret key, if it has one; ``backups``: as this host is to make them.
    """
    try:
        with open_unpooled(service_url).connect() as connection:
            yield _version(connection)
            current, newest = pending_migrations(owner_url)
            yield _migrations(current, newest)
            if current == newest:
                yield from _kept_checks(connection, secret=secret, backups=backups, now=now)
                yield from thorough_checks(connection)
            else:
                yield _clock(connection, now)
    except DBAPIError as problem:
        why = str(problem.orig).strip()
        yield Check("database", Status.FAIL, NOT_SET_UP, None) if LOGIN_ROLE in why else unreachable(why)


def quick_checks(
    connection: Connection, *, secret: str | None, backups: BackupTerms, now: datetime
) -> Iterator[Check]:
    """Check what takes no time, for those who look again and again: what is thorough is told as the night found it."""
    yield from each_check(connection, {"database": _version})
    yield from _kept_checks(connection, secret=secret, backups=backups, now=now)
    yield from each_check(connection, NIGHTS_CHECKS)


def _kept_checks(
    connection: Connection, *, secret: str | None, backups: BackupTerms, now: datetime
) -> Iterator[Check]:
    clock = partial(_clock, now=now)
    yield from each_check(connection, {"clock": clock, "role": _login, "walls": _walls})
    connection.exec_driver_sql(f"SET ROLE {OFFICE_ROLE}")
    yield from each_check(connection, work_checks(secret=secret, now=now))
    yield from each_check(connection, _OF_OTHERS)
    of_time: Looks = {
        "expiring-keys": partial(expiring_keys_check, now=now),
        "working-days": partial(working_days_check, now=now),
        "backup": partial(backups_check, terms=backups, now=now),
    }
    yield from each_check(connection, of_time)


_OF_OTHERS: Final[Looks] = {
    "accounts": accounts_check,
    "keys": keys_check,
    "webhooks": webhooks_check,
    "mail": mail_check,
    "sources": sources_check,
}
"""What is asked of people, and of what goes to other hosts and comes from them."""


def unreachable(why: str) -> Check:
    """Return the line for a database that does not answer."""
    remedy = Text(
        "请检查数据库是否在运行，以及 FLEETSVC_DATABASE_URL",
        "see that the database runs, and check FLEETSVC_DATABASE_URL",
    )
    return Check(
        "database",
        Status.FAIL,
        Text("数据库没有应答：{why}", "the database does not answer: {why}").fill(why=why),
        remedy,
    )


def _scalar(connection: Connection, statement: str, **values: object) -> Any:  # noqa: ANN401 (whatever the query yields)
    return connection.execute(text(statement), values).scalar_one()


def _version(connection: Connection) -> Check:
    major = int(_scalar(connection, "SELECT current_setting('server_version_num')::int / 10000"))
    says = Text("PostgreSQL {major}", "PostgreSQL {major}").fill(major=major)
    if major >= OLDEST_POSTGRES:
        return fine("database", says)
    remedy = Text("请升级到 PostgreSQL {least} 以上", "upgrade to PostgreSQL {least} or newer").fill(
        least=OLDEST_POSTGRES
    )
    return Check("database", Status.FAIL, says, remedy)


def _clock(connection: Connection, now: datetime) -> Check:
    difference = abs(_scalar(connection, "SELECT clock_timestamp()") - now)
    says = Text("与数据库时钟相差 {seconds} 秒", "clocks of host and database differ by {seconds} s").fill(
        seconds=round(difference.total_seconds(), 1)
    )
    if difference <= CLOCK_DIFFERENCE:
        return fine("clock", says)
    status = Status.WARN if difference <= TOLERANCE else Status.FAIL
    return Check("clock", status, says, Text("请启用时间同步（NTP）", "synchronise both clocks (NTP)"))


def _migrations(current: str | None, newest: str | None) -> Check:
    says = Text("数据库结构 {current}，本版本 {newest}", "schema {current}, this release {newest}").fill(
        current=current or "-", newest=newest
    )
    if current == newest:
        return fine("migrations", says)
    remedy = (
        Text("数据库出自更新的版本，请安装较新的版本", "a newer release made the database: install that")
        if is_newer(current)
        else Text("请运行 fleetsvc migrate", "run fleetsvc migrate")
    )
    return Check("migrations", Status.FAIL, says, remedy)


def _login(connection: Connection) -> Check:
    """The role the service works as must be bound by the walls and inherit no scope."""
    name, above, inherits = connection.execute(
        text(
            "SELECT rolname, rolsuper OR rolbypassrls, rolinherit FROM pg_roles WHERE rolname = current_user"
        )
    ).one()
    says = Text("服务以数据库角色 {name} 工作", "the service works as the database role {name}").fill(
        name=name
    )
    if not above and not inherits:
        return fine("role", says)
    remedy = Text(
        "该角色绕过行级安全或继承了权限。请在 FLEETSVC_DATABASE_URL 中使用 fleetsvc_login",
        "this role bypasses row-level security or inherits rights: use fleetsvc_login in FLEETSVC_DATABASE_URL",
    )
    return Check("role", Status.WARN, says, remedy)


def _walls(connection: Connection) -> Check:
    unguarded = connection.execute(text(_UNGUARDED)).scalars().all()
    if not unguarded:
        return fine(
            "walls", Text("各单位数据的行级安全均已生效", "row-level security guards every unit's data")
        )
    says = Text("以下表没有行级安全：{tables}", "no row-level security on: {tables}").fill(
        tables=", ".join(unguarded)
    )
    return Check(
        "walls",
        Status.FAIL,
        says,
        Text("请从备份恢复，或联系维护者", "restore a backup or ask the maintainers"),
    )
