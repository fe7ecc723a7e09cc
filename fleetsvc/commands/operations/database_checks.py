"""What ``doctor`` asks the database: does it answer, is it up to date, do its walls stand, is work being done."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fleetsvc.commands.operations.calendar_check import working_days_check
from fleetsvc.commands.operations.doctor_checks import Check, Status, fine
from fleetsvc.commands.operations.hosts_checks import sources_check, webhooks_check
from fleetsvc.commands.operations.mail_check import mail_check
from fleetsvc.commands.operations.people_checks import accounts_check, keys_check
from fleetsvc.commands.operations.verdict_checks import counts_check, replay_check
from fleetsvc.database.connect import NOT_SET_UP
from fleetsvc.database.schema import is_newer, pending_migrations
from fleetsvc.database.transactions import LOGIN_ROLE, OFFICE_ROLE, open_unpooled
from fleetsvc.services.operations import documents
from fleetsvc.services.operations.clock_alarms import REMEDY, TOLERANCE, clock_alarms
from fleetsvc.services.rankings import seals
from fleetsvc.services.receipts.signing_keys import leads_to_key
from fleetsvc.services.uploads.failing import list_failing, tally
from rules.wording import Text

OLDEST_POSTGRES: Final = 15
"""Older ones lack ``security_invoker`` views."""
CLOCK_DIFFERENCE: Final = timedelta(seconds=5)
PATIENCE: Final = timedelta(minutes=10)
"""An upload that waits longer is not being read by any worker."""

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
_WAITING: Final = """
SELECT count(*) FROM upload u WHERE status = 'received' AND received_at < clock_timestamp() - :patience
  AND NOT EXISTS (SELECT FROM upload_failure f WHERE f.city_code = u.city_code AND f.upload_id = u.id)
"""
"""Those that fail are read; they are told by themselves."""
_MOST_NAMED: Final = 5


def database_checks(
    *, owner_url: str, service_url: str, secret: str | None, now: datetime
) -> Iterator[Check]:
    """Check the database; ends after the first failure that hides the rest.

    ``now`` is this host's clock, ``secret`` its secret key, if it has one.
    """
    try:
        with open_unpooled(service_url).connect() as connection:
            yield _version(connection)
            yield _clock(connection, now)
            current, newest = pending_migrations(owner_url)
            yield _migrations(current, newest)
            if current == newest:
                yield _login(connection)
                yield _walls(connection)
                yield _work(connection)
                yield accounts_check(connection)
                yield keys_check(connection)
                yield _failing(connection)
                yield _documents(connection)
                yield webhooks_check(connection)
                yield mail_check(connection)
                yield sources_check(connection)
                yield _clock_alarms(connection, now)
                yield _seals(connection)
                yield replay_check(connection)
                yield counts_check(connection)
                yield working_days_check(connection, now)
                yield _receipt_key(connection, secret)
    except DBAPIError as problem:
        why = str(problem.orig).strip()
        yield Check("database", Status.FAIL, NOT_SET_UP, None) if LOGIN_ROLE in why else unreachable(why)


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


def _clock_alarms(connection: Connection, now: datetime) -> Check:
    """What holds final editions back; the connection has entered the office's scope."""
    with Session(connection) as session:
        alarms = clock_alarms(session, now=now)
    if not alarms:
        return fine("clock-alarms", Text("时钟可信", "nothing speaks against the clock"))
    said = [alarm.says for alarm in alarms]
    says = Text(
        "正式通报暂停：{why}".format(why="；".join(one.zh for one in said)),
        "final editions wait: {why}".format(why="; ".join(one.en for one in said)),
    )
    return Check("clock-alarms", Status.FAIL, says, REMEDY)


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


def _work(connection: Connection) -> Check:
    connection.exec_driver_sql(f"SET ROLE {OFFICE_ROLE}")
    waiting = int(_scalar(connection, _WAITING, patience=PATIENCE))
    if waiting == 0:
        return fine("work", Text("没有积压的上传文件", "no upload waits for a worker"))
    says = Text("{count} 个上传文件等待超过十分钟", "{count} uploads have waited for ten minutes").fill(
        count=waiting
    )
    return Check("work", Status.WARN, says, Text("请启动 fleetsvc worker", "start fleetsvc worker"))


def _failing(connection: Connection) -> Check:
    """Name the uploads whose reading keeps failing; the connection has entered the office's scope."""
    with Session(connection) as session:
        counted = tally(session)
        named = [
            f"{one.city}/{one.number} {one.failure} ×{one.failures}"
            for one in list_failing(session, most=_MOST_NAMED)
        ]
    if not counted.failing:
        return fine("uploads", Text("没有一再失败的批次", "no upload keeps failing"))
    says = Text(
        "{failing} 个批次读取失败，其中搁置 {aside} 个：{named}",
        "uploads that keep failing: {failing}, set aside: {aside}: {named}",
    ).fill(failing=counted.failing, aside=counted.set_aside, named=", ".join(named))
    remedy = Text(
        "请看 fleetsvc uploads list；排除故障后 fleetsvc uploads retry --all",
        "see fleetsvc uploads list; once the cause is gone, fleetsvc uploads retry --all",
    )
    return Check("uploads", Status.WARN, says, remedy)


def _documents(connection: Connection) -> Check:
    """Name the documents that could not be made; the connection has entered the office's scope."""
    with Session(connection) as session:
        left = documents.left_waiting(session, patience=PATIENCE)
        failed = documents.list_failed(session, most=_MOST_NAMED)
    if left:
        says = Text("{count} 个下载文件等待超过十分钟", "{count} documents have waited for ten minutes")
        remedy = Text("请启动 fleetsvc worker", "start fleetsvc worker")
        return Check("documents", Status.WARN, says.fill(count=left), remedy)
    if not failed:
        return fine("documents", Text("没有未能生成的下载文件", "every document asked for could be made"))
    named = ", ".join(f"{one.city}/{one.number} {one.kind} {one.failure}" for one in failed)
    return Check(
        "documents",
        Status.WARN,
        Text("近日未能生成的下载文件：{named}", "documents that could not be made lately: {named}").fill(
            named=named
        ),
        Text(
            "原因见日志中的 handout not made、handout given up；要求的人可改用原文件或缩小范围",
            "the log tells why (handout not made, handout given up); who asked may take the original or ask for less",
        ),
    )


def _seals(connection: Connection) -> Check:
    """Verify the ranking editions as every night; the connection has entered the office's scope."""
    with Session(connection) as session:
        found = seals.verify(session)
    if not found.broken:
        says = Text("{count} 个排名通报与其校验码相符", "{count} ranking editions fit their seals")
        return fine("editions", says.fill(count=found.editions))
    named = ", ".join(f"{one.name} {one.fault}" for one in found.broken[:_MOST_NAMED])
    says = Text(
        "{count} 个排名通报被改动或缺失：{named}", "ranking editions changed or gone: {count}: {named}"
    )
    remedy = Text(
        "请看 fleetsvc editions verify；与已公布的文件核对，并从改动前的备份恢复",
        "see fleetsvc editions verify; compare with the published files, and restore a backup from before it",
    )
    return Check("editions", Status.FAIL, says.fill(count=len(found.broken), named=named), remedy)


def _receipt_key(connection: Connection, secret: str | None) -> Check:
    """Say whether this host can sign receipts; one without a secret key is told of that elsewhere."""
    with Session(connection) as session:
        if secret is None or leads_to_key(session, secret=secret):
            return fine("receipt-key", Text("回执可以签名", "receipts can be signed"))
    says = Text("本机密钥已更换，无法出具回执", "this host's secret key was changed: it signs no receipts")
    remedy = Text(
        "各主机的 FLEETSVC_SECRET_KEY 须相同；确已更换的，运行 fleetsvc receipts rotate",
        "all hosts need the same FLEETSVC_SECRET_KEY; where it was changed on purpose, run fleetsvc receipts rotate",
    )
    return Check("receipt-key", Status.FAIL, says, remedy)
