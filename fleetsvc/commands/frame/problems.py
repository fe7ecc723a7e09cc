"""The one table from exception type to what a command says and its exit code.

It names types instead of importing them, so that a command that needs no database loads none.
"""

import traceback
from pathlib import Path
from typing import Final

from fleetsvc.commands.frame.exits import FALLS_SHORT, NOT_THERE, REFUSED, USAGE
from fleetsvc.commands.frame.law_problems import LAW_PROBLEMS
from fleetsvc.commands.frame.ranking_problems import RANKING_PROBLEMS
from fleetsvc.database.states import told_apart
from rules.wording import Text

PROBLEMS: Final[dict[str, tuple[int, Text]]] = {
    **LAW_PROBLEMS,
    **RANKING_PROBLEMS,
    "fleetsvc.unusable.SettingUnusable": (USAGE, Text("设置有误：{what}", "A setting is unusable: {what}")),
    "rules.units.UnitUnknown": (
        USAGE,
        Text("{what} 不是报送单位代码", "{what} is not the code of a reporting unit"),
    ),
    "rules.periods.PeriodMalformed": (
        USAGE,
        Text(
            "期次写法应为 2025、2025-Q3 或 2025-09：{what}",
            "Write a period as 2025, 2025-Q3 or 2025-09: {what}",
        ),
    ),
    "rules.rulebook_parts.RulebookBroken": (
        REFUSED,
        Text("规则文件有误：{what}", "The rulebook is broken: {what}"),
    ),
    "fleetsvc.services.nil_reports.signing.PeriodNotBegun": (
        USAGE,
        Text("{what} 还没有开始", "{what} has not begun"),
    ),
    "fleetsvc.services.nil_reports.signing.VehiclesRegistered": (
        FALLS_SHORT,
        Text(
            "没有签署：{what} 已有该用途的登记车辆，请先核对",
            "Not signed: vehicles of the category stand registered in {what}; look at them first",
        ),
    ),
    "fleetsvc.commands.receipts.known_keys.KeysNotGiven": (
        USAGE,
        Text(
            "核验回执需要公布的密钥：从服务的 /.well-known/jwks.json 下载，用 --keys 指明",
            "To check receipts give the published keys: save the service's /.well-known/jwks.json, name it by --keys",
        ),
    ),
    "fleetsvc.services.receipts.checking.KeysUnreadable": (
        REFUSED,
        Text(
            "密钥文件读不出来，请重新下载 /.well-known/jwks.json：{what}",
            "The published keys cannot be read; save /.well-known/jwks.json again: {what}",
        ),
    ),
    "fleetsvc.clients.outbound.AddressRefused": (
        USAGE,
        Text(
            "不能从这个地址读取（须为 https，且不通向内部网络）：{what}",
            "This address is not read; it must be https, and lead to no inside network: {what}",
        ),
    ),
    "fleetsvc.clients.fetch.NotFetched": (NOT_THERE, Text("下载失败：{what}", "The download failed: {what}")),
    "fleetsvc.services.people.accounts.NameTaken": (
        USAGE,
        Text("名称“{what}”已被使用，请换一个", "The name {what!r} is taken; choose another one"),
    ),
    "fleetsvc.services.people.accounts.AccountUnknown": (
        USAGE,
        Text("没有名为“{what}”的账户", "There is no account named {what!r}"),
    ),
    "fleetsvc.services.people.keys.KeyUnknown": (
        USAGE,
        Text("没有编号为 {what} 的密钥", "There is no key of the number {what}"),
    ),
    "fleetsvc.services.people.accounts.UnitMissing": (
        USAGE,
        Text("角色 bureau 须用 --unit 指明报送单位", "The role bureau needs its reporting unit: --unit"),
    ),
    "fleetsvc.services.people.accounts.UnitOutOfPlace": (
        USAGE,
        Text(
            "只有角色 bureau 属于某个报送单位，请去掉 --unit",
            "Only the role bureau belongs to a unit: leave out --unit",
        ),
    ),
    "fleetsvc.services.people.passwords.PasswordUnfit": (
        USAGE,
        Text("密码不合要求：{what}", "The password will not do: {what}"),
    ),
    "fleetsvc.services.uploads.deliveries.UploadTooLarge": (
        REFUSED,
        Text("文件超过上限（{what} 字节）", "The file is larger than the limit ({what} bytes)"),
    ),
    "fleetsvc.services.uploads.deliveries.UploadBusy": (
        NOT_THERE,
        Text("该文件正在处理，请稍后再试", "The file is being processed: ask again shortly"),
    ),
    "fleetsvc.services.uploads.quotas.UploadsWaiting": (
        NOT_THERE,
        Text(
            "没有接收：该单位已有 {what} 个文件在等待读取，请等它们读完再试；此上限为 FLEETSVC_MAX_UPLOADS_WAITING",
            "Not taken: {what} files of the unit wait to be read, try again once they are;"
            " FLEETSVC_MAX_UPLOADS_WAITING is this limit",
        ),
    ),
    "fleetsvc.services.uploads.quotas.UploadsUsedUp": (
        NOT_THERE,
        Text(
            "没有接收：该单位今天已报送 {what} 个文件，达到上限 FLEETSVC_MAX_UPLOADS_PER_DAY；请明天再试，或调高上限",
            "Not taken: the unit has sent its {what} files of the day; try again tomorrow,"
            " or raise FLEETSVC_MAX_UPLOADS_PER_DAY",
        ),
    ),
    "fleetsvc.services.people.second_person.SecondPersonNeeded": (
        FALLS_SHORT,
        Text(
            "没有办理：该单位须两人办理，请在网页上由一人报送、另一位同事提交",
            "Not done: two persons of this unit submit; one hands the file in on the pages, another one submits it",
        ),
    ),
    "fleetsvc.services.uploads.deliveries.UploadUnknown": (
        USAGE,
        Text("没有编号为 {what} 的批次", "There is no upload of the number {what}"),
    ),
    "fleetsvc.services.uploads.deliveries.UploadNotOpen": (
        FALLS_SHORT,
        Text("该批次的状态（{what}）不允许此操作", "The upload's status ({what}) does not allow this"),
    ),
    "fleetsvc.services.uploads.deliveries.UploadSentAgain": (
        FALLS_SHORT,
        Text("同样的内容已重新报送，见批次 {what}", "The same bytes were sent again, as upload {what}"),
    ),
    "importers.sandbox.endings.ReaderStopped": (NOT_THERE, Text("{what}", "{what}")),
    "fleetsvc.services.drafts.proofs.DraftFaulty": (
        FALLS_SHORT,
        Text(
            "这一版有错，不能提请或生效：{what}", "This edition has faults and cannot come into force: {what}"
        ),
    ),
    "fleetsvc.services.drafts.activations.NotOfOffice": (
        USAGE,
        Text(
            "“{what}”不是省级主管部门的有效账户", "{what!r} is not an account of the office that may sign in"
        ),
    ),
    "fleetsvc.services.drafts.activations.SignedByProposer": (
        USAGE,
        Text("提请人不能自己签署：{what}", "Who proposes does not sign: {what}"),
    ),
    "fleetsvc.services.drafts.activations.ProposalReasonMissing": (
        USAGE,
        Text("须写明理由", "Give a reason"),
    ),
    "fleetsvc.jobs.demo.DatabaseNotEmpty": (
        USAGE,
        Text(
            "数据库中已有上传的数据，不会混入示例数据；请用 FLEETSVC_DATA_DIR 另指一个空目录",
            "There are uploads in the database: demonstration data are not mixed in; name an empty FLEETSVC_DATA_DIR",
        ),
    ),
    "fleetsvc.database.states.QueryTooSlow": (
        NOT_THERE,
        Text(
            "查询超过了时限（FLEETSVC_WORKER_STATEMENT_SECONDS）",
            "A statement took longer than FLEETSVC_WORKER_STATEMENT_SECONDS allows",
        ),
    ),
    "fleetsvc.database.states.DatabaseBusy": (
        NOT_THERE,
        Text(
            "所需数据正被其他操作占用，请稍后再试",
            "Another step holds what this one needs: try again shortly",
        ),
    ),
    "fleetsvc.database.states.DiskFull": (
        NOT_THERE,
        Text(
            "磁盘空间不足，没有保存；请腾出空间后再试",
            "A disk is full, nothing was stored: free some space first",
        ),
    ),
    "fleetsvc.database.connect.DatabaseAbsent": (NOT_THERE, Text("{what}", "{what}")),
    "fleetsvc.database.schema.SchemaNewer": (NOT_THERE, Text("{what}", "{what}")),
    "fleetsvc.database.embedded_account.EmbeddedUnavailable": (NOT_THERE, Text("{what}", "{what}")),
    "fleetsvc.database.backups.BackupUnusable": (REFUSED, Text("{what}", "{what}")),
    "psycopg.OperationalError": (
        NOT_THERE,
        Text(
            "数据库没有应答（fleetsvc doctor 可诊断）",
            "The database does not answer (fleetsvc doctor tells more)",
        ),
    ),
    "requests.exceptions.RequestException": (
        NOT_THERE,
        Text("网络不可用", "The network is not available"),
    ),
    "sqlalchemy.exc.ProgrammingError": (
        NOT_THERE,
        Text(
            "数据库结构与本版本不符，请先运行 fleetsvc migrate",
            "The database does not fit this release: run fleetsvc migrate first",
        ),
    ),
    "sqlalchemy.exc.DBAPIError": (
        NOT_THERE,
        Text(
            "连接不上数据库：请检查 FLEETSVC_DATABASE_URL 以及数据库是否在运行（fleetsvc doctor 可诊断）",
            "The database cannot be reached: check FLEETSVC_DATABASE_URL and that it runs (fleetsvc doctor tells more)",
        ),
    ),
    "builtins.FileNotFoundError": (USAGE, Text("文件不存在：{path}", "There is no such file: {path}")),
    "builtins.IsADirectoryError": (
        USAGE,
        Text("这是文件夹，不是文件：{path}", "This is a folder, not a file: {path}"),
    ),
    "builtins.PermissionError": (
        USAGE,
        Text("没有权限读写：{path}", "No permission to read or write: {path}"),
    ),
    "builtins.OSError": (
        NOT_THERE,
        Text("读写失败：{path} {what}", "Reading or writing failed: {path} {what}"),
    ),
}
"""Full name of an exception type -> exit code and wording. The nearest type of the exception's ancestry counts."""

UNFORESEEN: Final = Text(
    "意外故障 {kind}（{place}）。请把这一行报告给维护者。",
    "An unforeseen fault: {kind} at {place}. Please report this line to the maintainers.",
)


def problem_of(problem: BaseException) -> tuple[int, Text]:
    """Return the exit code and the wording for an exception: its own wording where it carries one.

    An unforeseen exception is never quoted: it may carry a plate or a VIN.
    """
    told = told_apart(problem) if isinstance(problem, Exception) else problem
    for kind in type(told).__mro__:
        known = PROBLEMS.get(f"{kind.__module__}.{kind.__qualname__}")
        if known is not None:
            code, text = known
            said = getattr(problem, "says", None) or getattr(problem, "text", None)
            if isinstance(said, Text):
                return code, said
            what = problem.strerror or "" if isinstance(problem, OSError) else str(problem)
            return code, text.fill(what=what, path=getattr(problem, "filename", None) or "")
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return NOT_THERE, UNFORESEEN.fill(kind=type(problem).__name__, place=place)
