"""The words of receipts."""

from typing import Final

from rules.wording import Text

RECEIPT_WORDS: Final[dict[str, Text]] = {
    "menu.receipts": Text("我的回执", "Receipts"),
    "receipt.title": Text("回执", "Receipt"),
    "receipt.of": Text("回执 {number}", "Receipt {number}"),
    "receipt.get": Text("取得回执", "Get a receipt"),
    "receipt.sign_in": Text("登录后可取得签名的回执", "Sign in for a signed receipt"),
    "receipt.kind.requirements": Text("要求查询的答复", "Answer to a question about requirements"),
    "receipt.certificate": Text("证明", "Certificate"),
    "receipt.kind.vehicle": Text("车辆证明", "Certificate of a vehicle"),
    "receipt.kind.fleet": Text("车队证明", "Certificate of a fleet"),
    "receipt.as_of": Text("结论截至", "Verdicts as of"),
    "receipt.later": Text(
        "其后的变化不在其中。车架号只写厂商代码和末四位，请与行驶证核对。",
        "What changed since is not in it. Of the VIN it holds maker and last four: compare with the licence.",
    ),
    "receipt.owner": Text("所有人", "Owner"),
    "receipt.plate": Text("号牌", "Plate"),
    "receipt.vin": Text("车架号", "VIN"),
    "receipt.vehicle": Text("车辆", "Vehicle"),
    "receipt.registered_on": Text("登记日期", "Registered on"),
    "receipt.vehicles": Text("车辆数", "Vehicles"),
    "receipt.counts": Text("结论", "Verdicts"),
    "receipt.clause": Text("条款", "Clause"),
    "receipt.overridden": Text("另行认定", "Decided otherwise by the office"),
    "receipt.disputed_of": Text("有另一份登记，正在核实", "Claimed more than once, looked into"),
    "receipt.decided": Text("省级主管部门另行认定", "Decided otherwise by the office"),
    "receipt.by_office": Text(
        "由省级主管部门决定，不以规则条款为依据",
        "Decided by the provincial office; no clause of the rules is its basis",
    ),
    "receipt.decided_otherwise": Text(
        "结论由省级主管部门决定，与规则的判定不同。",
        "The provincial office has decided otherwise than the rules.",
    ),
    "receipt.decided_so": Text(
        "结论由省级主管部门决定，与规则的判定（{ruled}）不同。理由：{code}。自 {since} 起，{until}。",
        "The provincial office has decided otherwise than the rules ({ruled}). Ground: {code}. From {since}, {until}.",
    ),
    "receipt.decided_until": Text("至 {day}（不含当日）", "until {day}, exclusive"),
    "receipt.decided_endless": Text("无期限", "without an end"),
    "receipt.disputed": Text("该车另有一份登记，正在核实", "There is another claim to the vehicle"),
    "receipt.qr": Text("扫码查看和核验", "Scan to read and check it"),
    "receipt.kind.upload": Text("已接收的批次", "Accepted upload"),
    "receipt.lead": Text(
        "由本服务签名：凭下载的文件和公布的密钥，任何人不必联系本服务就能核验。",
        "Signed by this service: with the saved file and the published key anybody can check it without asking us.",
    ),
    "receipt.save": Text("下载回执文件", "Save the receipt's file"),
    "receipt.issued": Text("出具时间", "Issued"),
    "receipt.issued_to": Text("出具给", "Issued to"),
    "receipt.question": Text("问题", "Question"),
    "receipt.answer": Text("答复", "Answer"),
    "receipt.verdict": Text("结论", "Verdict"),
    "receipt.known_on": Text("数据截至", "As known at"),
    "receipt.rulebook": Text("规则版本", "Rulebook edition"),
    "receipt.sha256": Text("答复的 SHA-256", "SHA-256 of the answer"),
    "receipt.again": Text("再问一次", "Ask again"),
    "receipt.unit": Text("报送单位", "Reporting unit"),
    "receipt.upload": Text("批次", "Upload"),
    "receipt.file_sha256": Text("文件的 SHA-256", "SHA-256 of the file"),
    "receipt.received": Text("收到", "Received"),
    "receipt.settled": Text("接收", "Accepted"),
    "receipt.rows": Text("行数", "Rows"),
    "receipt.rows_of": Text(
        "读取 {read}，接收 {accepted}，退回 {held}，未变 {unchanged}",
        "read {read}, accepted {accepted}, held {held}, unchanged {unchanged}",
    ),
    "receipt.verdicts": Text("接收时的结论", "Verdicts then"),
    "receipt.key": Text("签名密钥", "Signed by the key"),
    "receipt.check": Text("核验", "To check it"),
    "receipt.check_how": Text(
        "下载公布的密钥 {keys}，运行 fleetsvc verify --keys jwks.json 回执文件；或在本站 {address} 按编号查看。",
        "Save the published keys {keys} and run fleetsvc verify --keys jwks.json FILE; or look it up by its number at"
        " {address}.",
    ),
    "receipt.not_a_permit": Text(
        "回执证明当时的答复或接收情况，不是行政许可。",
        "It proves what was answered or accepted then; it is no permit.",
    ),
    "receipt.mine": Text("我的回执", "My receipts"),
    "receipt.mine_lead": Text(
        "本账户和所持密钥要过的回执，由近到远。", "Those this account and its keys asked for, newest first."
    ),
    "receipt.none": Text("还没有回执", "There are no receipts yet"),
    "receipt.none_why": Text(
        "在“查询要求”的答复下方，或已接收批次的页面上取得。",
        "Get one below an answer of “Ask”, or on the page of an accepted upload.",
    ),
    "receipt.number": Text("编号", "Number"),
    "receipt.kind": Text("内容", "Of"),
    "receipt.more": Text("更早的", "Earlier ones"),
    "receipt.look_up": Text("查找", "Find"),
    "receipt.from": Text("出具日期自", "Issued from"),
    "receipt.to": Text("至", "until"),
    "receipt.all": Text("全部回执", "all receipts"),
    "receipt.none_found": Text(
        "没有符合的回执。请核对编号和日期；只列您和您的密钥要过的。",
        "No receipt fits. Check number and days; only those that you and your keys asked for are listed.",
    ),
    "receipt.unknown": Text(
        "没有此编号的回执，或是其他单位批次的。请核对编号。",
        "There is no receipt of this number, or it is of another unit's upload. Check the number.",
    ),
}
