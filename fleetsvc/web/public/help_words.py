"""The help pages: for each kind of user what to do, where, and what to do when it does not work."""

from typing import Final

from fleetsvc.web.public.help_steps import QUESTION, RANKINGS, REQUIREMENTS, RULEBOOK, Help, Step
from rules.wording import Text

HELP_WORDS: Final[dict[str, Text]] = {
    "help.title": Text("使用帮助", "Help"),
    "help.for": Text("{role}怎么用", "For the {role}"),
    "help.public": Text("社会公众", "public"),
    "help.others": Text("其他角色：", "Other roles: "),
    "help.questions": Text("遇到问题时", "When it does not work"),
}
"""Words by name."""

HELP: Final[dict[str, Help]] = {
    "public": Help(
        (QUESTION, REQUIREMENTS, RULEBOOK, RANKINGS),
        (
            (
                Text("结论写“待说明”是什么意思？", "What does “needs a justification” mean?"),
                Text(
                    "“原则上全部”的要求没有满足，但可以说明理由；理由获批为豁免，否则为不符合。",
                    "An in-principle demand is not met; reasons decide between exempt and non-compliant.",
                ),
            ),
        ),
    ),
    "dealer": Help(
        (
            QUESTION,
            REQUIREMENTS,
            Step(
                Text("接入接口", "Use the API"),
                Text(
                    "在“我的密钥”建立密钥，放在 Authorization 请求头；一次最多查 10,000 辆。",
                    "Make a key under “My keys”, send it in the Authorization header; up to 10,000 vehicles.",
                ),
                "my_keys.show",
            ),
            RULEBOOK,
        ),
        (
            (
                Text("接口返回 429", "The API answers 429"),
                Text(
                    "调用过快：按 Retry-After 所示的秒数等待后再试。",
                    "Too fast: wait for the seconds that Retry-After names.",
                ),
            ),
            (
                Text("接口返回 401", "The API answers 401"),
                Text(
                    "密钥写错、到期或已吊销：请在“我的密钥”查看，或另建一个。",
                    "The key is mistyped, expired or revoked: see “My keys”, or make another.",
                ),
            ),
        ),
    ),
    "bureau": Help(
        (
            Step(
                Text("1. 上传手头的表", "1. Upload the list you have"),
                Text(
                    "xlsx、xls、et、ods、csv 都可以，不必改列名；可一次多个，离开页面不影响核查。",
                    "xlsx, xls, et, ods or csv with your own headers, several at once; you may leave meanwhile.",
                ),
                "upload_pages.show_all",
            ),
            Step(
                Text("2. 看核查结果", "2. See what was found"),
                Text(
                    "每个问题都指到单元格并写明怎么改；列对应错了可在页面上改。",
                    "Each finding names its cell and its repair; wrong columns are corrected on the page.",
                ),
                "upload_pages.show_all",
            ),
            Step(
                Text("3. 确认入库", "3. Confirm"),
                Text(
                    "没有错的行入库，有错的留待更正：在页面上改，或下载标注副本改好再传，不会重复。",
                    "Good rows are stored, wrong ones held: correct them on the page, or in the annotated copy.",
                ),
                "upload_pages.show_all",
            ),
            Step(
                Text("4. 查车辆", "4. Look vehicles up"),
                Text(
                    "按用途、结论、日期筛选；档案里有条款、步骤和每项事实的来源。较长的清单导出后在“我的下载”取用。",
                    "Filter by use, verdict and day; dossiers hold clause and sources. Long exports: “Downloads”.",
                ),
                "registration_pages.show_all",
            ),
            RANKINGS,
        ),
        (
            (
                Text("有的行不用再报", "A row need not be sent any more"),
                Text(
                    "在批次页勾选“不再报送”并选择原因：不再列为待更正，原内容和原因留存。",
                    "Tick it on the delivery's page and give the reason: it is closed, and both are kept.",
                ),
            ),
            (
                Text("文件未能读取", "A file was refused"),
                Text(
                    "页面写明原因：有密码的先取消密码，损坏的重新另存为 xlsx。原文件都保留。",
                    "The page says why: take a password off, save a damaged file as xlsx again. Originals are kept.",
                ),
            ),
            (
                Text("忘记密码或被锁定", "Password forgotten, or locked out"),
                Text(
                    "请联系系统管理员重设或解锁；锁定时间到后也会自动解除。",
                    "Ask an administrator to reset or unlock; a lock also ends by itself.",
                ),
            ),
        ),
    ),
    "office": Help(
        (
            Step(
                Text("1. 看全省", "1. See the province"),
                Text(
                    "方格图、各单位表、按月走势和报送情况；每个数字都能点到车辆。",
                    "Tiles, units, months and reporting; each number leads to its vehicles.",
                ),
                "office_home.show",
            ),
            Step(
                Text("2. 办未达标清单", "2. Work through the list"),
                Text(
                    "筛选条件在网址里，可转给同事；导出按筛选结果，较长的在“我的下载”。号牌默认遮盖，显示完整号牌记入审计日志。",
                    "Filters live in the address, exports honour them (long ones: “Downloads”); plates are masked.",
                ),
                "noncompliance.show",
            ),
            Step(
                Text("3. 据档案说明结论", "3. Defend a verdict"),
                Text(
                    "从清单打开“档案”：条款原文、判定步骤、每项事实所在的文件和单元格。",
                    "Open a dossier from the list: clause, steps, and the file and cell of each fact.",
                ),
                "noncompliance.show",
            ),
            Step(
                Text("4. 发通报", "4. Publish"),
                Text(
                    "每月 5 日（遇休息日顺延）进入预览，其后正式发布；“暂列”不作依据。发布后数据有变的，在该期点“更正”，写明原因。",
                    "Editions follow the preview of the 5th. Where data changed since, press “Correct” and say why.",
                ),
                "rankings_pages.show_all",
            ),
            Step(
                Text("5. 改规则、确认解释", "5. Change rules, confirm interpretations"),
                Text(
                    "下载现行版改好存为草案，比较会改变哪些结论；一人提请、另一人签署后生效。",
                    "Store a changed copy as a draft and see which verdicts would flip; one proposes, another signs.",
                ),
                "draft_pages.show_all",
            ),
        ),
        (
            (
                Text("总览与通报的名次不同", "Dashboard and edition differ"),
                Text(
                    "总览按此刻的数据计算，通报固定在计算时的数据；以通报为准。",
                    "The dashboard counts the data of this moment, an edition those of its own; the edition counts.",
                ),
            ),
        ),
    ),
    "operator": Help(
        (
            Step(
                Text("1. 申请绑定所有人", "1. Apply for an owner"),
                Text(
                    "选登记地报送单位，按行驶证填写所有人，写明凭什么代表；由该市级交通部门核准。",
                    "Choose the unit, write the owner as on the licence and say by what right; its bureau confirms.",
                ),
                "owner_pages.show_owners",
            ),
            Step(
                Text("2. 看车辆和结论", "2. See your vehicles"),
                Text(
                    "核准后列出名下现在有效的登记和结论。所有人变更或绑定结束后不再显示。",
                    "What stands under that name is listed with its verdicts, until the owner changes or it ends.",
                ),
                "fleet_pages.show",
            ),
            QUESTION,
            RULEBOOK,
        ),
        (
            (
                Text("看不到自己的车辆", "A vehicle of ours is missing"),
                Text(
                    "名称须与登记完全一致，每个名称、每个报送单位各申请一次；仍没有的，用“查询要求”下的“我的信息不对”告知。",
                    "Names count letter by letter: apply for each name and unit. Still missing: report a wrong record.",
                ),
            ),
        ),
    ),
    "auditor": Help(
        (
            Step(
                Text("查审计日志", "Read the audit log"),
                Text(
                    "按事件、结果、用户和日期筛选；日志只增不改，逐条以校验码相连。",
                    "Filter by event, outcome, person and day; it is only added to, and chained by hashes.",
                ),
                "audit.show",
            ),
            RULEBOOK,
            RANKINGS,
        ),
        (
            (
                Text("怎样核验日志未被改动", "How to verify the log"),
                Text(
                    "在审计日志页点“现在核验”，填入另存的末条校验码可查末尾是否被截去；结果记入日志。",
                    "Press “Verify now” on the log's page; with a last hash noted elsewhere it sees a cut end too.",
                ),
            ),
        ),
    ),
    "admin": Help(
        (
            Step(
                Text("开立账户", "Add accounts"),
                Text(
                    "每人一个；初始密码只显示一次，首次登录须修改。停用立即生效。",
                    "One a person; the first password is shown once and must be changed. Disabling works at once.",
                ),
                "account_admin.show",
            ),
            Step(
                Text("建立接口密钥", "Make keys"),
                Text(
                    "每个系统一个，设有效期；泄露时单独吊销。",
                    "One a system, with a last day; revoke one that leaked.",
                ),
                "key_admin.show",
            ),
            Step(
                Text("结束登录会话", "End sessions"),
                Text(
                    "发现异常登录时逐个结束，并重设密码。",
                    "End those that look wrong, and reset the password.",
                ),
                "people.show_all",
            ),
            Step(
                Text("看服务状态", "See the state of the service"),
                Text(
                    "需要处理的排在最前，各附办法；磁盘、备份、排队、定时任务都在这里。",
                    "What needs attention comes first, with what to do; disks, backups, queues and jobs are here.",
                ),
                "health_page.show",
            ),
            Step(
                Text("看定时任务", "Watch the schedule"),
                Text(
                    "上次是否完成、下次何时、后台进程是否在运行；等不及时点“立即执行”。",
                    "Whether the last run was done, when the next is, whether a worker runs; or run it now.",
                ),
                "schedule_page.show",
            ),
        ),
        (
            (
                Text("上传一直排队", "Uploads keep waiting"),
                Text(
                    "没有后台进程：启动 fleetsvc worker，或重启 fleetsvc serve。",
                    "No worker runs: start fleetsvc worker, or restart fleetsvc serve.",
                ),
            ),
            (
                Text("管理员看不到车辆", "Administrators see no vehicles"),
                Text(
                    "这是有意的：管理、审计、业务三权分立（GB/T 22239-2019）。",
                    "On purpose: administration, audit and business are three hands (GB/T 22239-2019).",
                ),
            ),
        ),
    ),
}
"""Kind of user -> their page."""
