"""The table of findings: code, severity, what it says and what to do, in Chinese and English.

``importers.findings`` builds the register from it. Written for a clerk: the place is shown beside the sentence, so
it says what is wrong and what to do now. Another row is named by its number only, never by its plate or VIN.
"""

from typing import Final

from importers.results import Severity

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 (a column of the table)

_GIVE_CODES_ZH = "公交、环卫、巡游出租、网约、渣土、水泥罐车、城市物流、邮政、公务、其他"
_GIVE_CODES_EN = (
    "bus, sanitation, taxi, ride-hailing, muck truck, mixer truck, urban logistics, postal, official, other"
)

Row = tuple[str, Severity, str, str, str, str]

LAYOUT: Final[tuple[Row, ...]] = (
    ("header-not-found", E, "没有找到表头行", "No header row was found",
     "请保留一行列名（如“车架号”“号牌号码”“登记日期”），或使用下发的模板",
     "Keep one row of column names (such as VIN, plate, registration day), or use the template"),
    ("column-missing", E, "缺少“{name_zh}”列", "The column “{name_en}” is missing",
     "请增加“{name_zh}”列，或在列对应页面指出哪一列是它",
     "Add the column “{name_en}”, or say on the mapping page which column it is"),
    ("column-ambiguous", W, "有几列都像“{name_zh}”：{candidates}；暂按 {proposal} 列读取",
     "Several columns look like “{name_en}”: {candidates}; column {proposal} is used for now",
     "请在列对应页面确认应读哪一列", "Confirm on the mapping page which column to read"),
    ("column-unsure", W, "不能确定 {proposal} 列是不是“{name_zh}”，暂按此读取",
     "It is not certain that column {proposal} is “{name_en}”; it is read so for now",
     "请在列对应页面确认", "Confirm it on the mapping page"),
    ("column-contradicted", W, "“{value}”列的内容不像“{name_zh}”，未按此读取",
     "The column “{value}” does not hold what “{name_en}” holds and is not read as such",
     "请检查列名与内容是否错位，或在列对应页面指定", "Check whether header and cells have shifted, or map it by hand"),
    ("column-unused", W, "“{value}”列像号牌或车架号，但看不出是哪一种车辆的，未读取",
     "The column “{value}” holds plates or VINs, but does not say of which vehicles; it is not read",
     "如果是被更新的旧车，请把列名改为“被更新车辆号牌”，或在列对应页面指定",
     "If these are the retired vehicles, name the column 被更新车辆号牌, or map it by hand"),
    ("sheet-not-read", W, "按名称看是说明或字典表，没有读取，但其中像有车辆",
     "By its name the sheet holds instructions or a list of codes and was not read, but it seems to hold vehicles",
     "如需报送其中的车辆，请改工作表名称后重新上传", "If its vehicles are to be reported, rename the sheet and upload again"),
    ("sheet-hidden", I, "隐藏的工作表没有读取", "A hidden sheet was not read",
     "如需报送其中的车辆，请取消隐藏后重新上传", "If its vehicles are to be reported, unhide it and upload again"),
    ("rows-hidden", I, "有 {count} 个隐藏行，已照常读取", "{count} rows are hidden; they were read like all others",
     "不应报送的行请删除后重新上传", "Delete rows that are not to be reported and upload again"),
    ("columns-hidden", I, "有 {count} 个隐藏列，已照常读取", "{count} columns are hidden; they were read like all others",
     "请取消隐藏，核对其中内容", "Unhide them and check what they hold"),
    ("sheet-without-header", W, "这个工作表像有车辆，但没有表头，没有读取",
     "This sheet seems to hold vehicles but has no header row; it was not read",
     "请在数据上方补一行列名后重新上传", "Add a row of column names above the data and upload again"),
    ("title-differs", W, "表名或标题写的是{says_zh}，上传时选的是{said_zh}；暂按{taken_zh}处理",
     "The sheet says {says_en}, but {said_en} was chosen for the upload; {taken_en} is taken for now",
     "请核对“{name_zh}”，选错时请撤回后重新上传", "Check “{name_en}”; if the choice was wrong, withdraw and upload again"),
)  # fmt: skip

IDENTITY: Final[tuple[Row, ...]] = (
    ("vin-missing", E, "没有填写车架号（VIN）", "The VIN is missing",
     "请按行驶证或合格证补填 17 位车架号", "Fill in the 17 characters from the vehicle licence"),
    ("vin-length", E, "车架号应为 17 位，这里是 {length} 位{proposal_zh}",
     "A VIN has 17 characters, this one has {length}{proposal_en}",
     "请对照行驶证补全或删去多余字符", "Compare with the vehicle licence and complete or shorten it"),
    ("vin-characters", E, "车架号里有不可能出现的字符“{wrong}”{proposal_zh}",
     "The VIN holds characters no VIN can have: “{wrong}”{proposal_en}",
     "车架号只含数字和除 I、O、Q 外的大写字母，请对照行驶证改正",
     "A VIN holds digits and capital letters except I, O, Q; compare with the vehicle licence"),
    ("vin-check-digit", W, "车架号第 9 位校验码不符，可能有一位录错{proposal_zh}",
     "The check digit (place 9) of the VIN does not fit; one character may be wrong{proposal_en}",
     "请对照行驶证核对；确认无误可不改", "Compare with the vehicle licence; if it is right, leave it"),
    ("vin-numeric", E, "车架号被存成了数字或日期，末几位已丢失",
     "The VIN was stored as a number or a day; its last digits are lost",
     "请先把该列设为“文本”格式，再重新录入车架号", "Set the column to text format, then type the VIN again"),
    ("plate-malformed", E, "号牌号码不合规则{proposal_zh}", "This is no valid plate number{proposal_en}",
     "请写全省份简称、字母和号码，如 豫A·D12345；尚未上牌请留空",
     "Write province, letter and number in full, such as 豫A·D12345; leave it empty if not yet plated"),
    ("plate-other-city", W, "号牌不属于本单位（{unit_zh}）的号段", "The plate is not one of this unit's ({unit_en})",
     "请核对号牌；若车辆确由本单位报送，可不改", "Check the plate; if the vehicle is yours to report, leave it"),
    ("duplicate-in-file", E, "同一车辆同一登记日期已在{first_zh}出现，本行未收",
     "The same vehicle with the same registration day is already in {first_en}; this row is not taken",
     "请只保留其中一行；若是另一辆车，请改正车架号", "Keep one of the rows; if it is another vehicle, correct the VIN"),
    ("vin-twice", W, "同一车架号在{first_zh}以另一登记日期出现",
     "The same VIN is in {first_en} with another registration day",
     "请核对两行：一辆车一般只有一个初次登记日期", "Check both rows: a vehicle has one first registration day"),
    ("plate-twice", W, "同一号牌在{first_zh}已用于另一辆车", "The same plate stands at another vehicle in {first_en}",
     "请核对两行的号牌和车架号", "Check plate and VIN of both rows"),
    ("duplicate-elsewhere", W, "该车架号已由另一单位报送", "Another unit has already reported this VIN",
     "请核对车架号；若车辆已转入，请向省级部门说明", "Check the VIN; if the vehicle was moved to you, tell the office"),
    ("unit-mismatch", E, "本行写明的单位（{named_zh}）不是本次报送单位（{unit_zh}）",
     "The row names {named_en}, but the file is reported for {unit_en}",
     "请改正单位，或把该行交由所写单位报送", "Correct the unit, or leave the row to the unit it names"),
)  # fmt: skip

DAYS: Final[tuple[Row, ...]] = (
    ("date-missing", E, "没有填写登记日期", "The registration day is missing",
     "请按行驶证补填初次登记日期，如 2025-03-01", "Fill in the first registration day, such as 2025-03-01"),
    ("date-unreadable", E, "看不懂这个日期", "This day cannot be read",
     "请写全年月日，如 2025-03-01", "Write year, month and day, such as 2025-03-01"),
    ("date-ambiguous", E, "这个日期有几种读法 {read}，整列也不能确定年月日的顺序",
     "This day can be read in several ways {read}, and its column does not settle the order",
     "请改写为 年-月-日，如 2025-03-01", "Write it as year-month-day, such as 2025-03-01"),
    ("date-out-of-range", E, "日期 {read} 不合理：早于 1990 年或晚于 {today}",
     "The day {read} is not plausible: before 1990 or after {today}",
     "请按行驶证改正登记日期", "Correct the day from the vehicle licence"),
    ("registered-before-built", W, "登记日期 {registered} 早于车辆的{built_zh}",
     "The vehicle was registered ({registered}) before its {built_en}",
     "请核对车架号、出厂日期和登记日期", "Check the VIN, the day of manufacture and the registration day"),
    ("registered-long-after-built", W, "按车架号是 {year} 年款，{registered} 才登记",
     "By its VIN the vehicle is of model year {year}, but was registered on {registered}",
     "请核对是否为旧车转入，旧车转入不算新增或更新",
     "Check whether a used vehicle was moved in: that is neither new nor a replacement"),
)  # fmt: skip

USE: Final[tuple[Row, ...]] = (
    ("category-unknown", E, "看不出“{value}”属于哪一类车辆用途", "“{value}” does not name one category of use",
     f"请改为以下之一：{_GIVE_CODES_ZH}", f"Write one of: {_GIVE_CODES_EN}"),
    ("category-missing", E, "没有说明车辆用途，其他列也看不出", "The category of use is missing and nothing else shows it",
     f"请填写以下之一：{_GIVE_CODES_ZH}；整份文件同类时可在上传页选择",
     f"Write one of: {_GIVE_CODES_EN}; if the whole file is of one kind, choose it when uploading"),
    ("category-conflict", W, "报为{stated_zh}，但本行其他内容更像{shown_zh}",
     "Reported as {stated_en}, but the rest of the row looks like {shown_en}",
     "请核对车辆用途", "Check the category of use"),
    ("event-unknown", E, "看不出“{value}”是新增还是更新", "“{value}” does not say whether it is new or a replacement",
     "请填“新增”或“更新”", "Write 新增 (new) or 更新 (replacement)"),
    ("event-missing", E, "没有说明是新增还是更新", "It is not said whether the vehicle is new or a replacement",
     "请填“新增”或“更新”；整份文件相同时可在上传页选择",
     "Write 新增 or 更新; if the whole file is alike, choose it when uploading"),
    ("replacement-unproven", W, "报为更新，但没有写明有效的被更新车辆",
     "Reported as a replacement, but no valid retired vehicle is named",
     "请填写被更新车辆的号牌或车架号；如实为新增，请改为“新增”",
     "Give the plate or VIN of the retired vehicle; if it is an addition, write 新增"),
    ("replacement-reused", W, "被更新车辆已在{first_zh}用过", "The retired vehicle is already used in {first_en}",
     "一辆旧车只能对应一辆更新车，请核对两行", "One retired vehicle stands behind one replacement: check both rows"),
    ("replacement-younger", W, "被更新车辆比新车登记得晚", "The retired vehicle was registered after the new one",
     "请核对被更新车辆的号牌或车架号", "Check the plate or VIN of the retired vehicle"),
    ("replacement-other-category", W, "被更新车辆的用途与新车不同", "The retired vehicle had another use than the new one",
     "请核对被更新车辆和车辆用途", "Check the retired vehicle and the category of use"),
    ("replacement-other-owner", W, "被更新车辆属于另一单位或个人", "The retired vehicle belongs to another owner",
     "请核对被更新车辆的号牌或车架号", "Check the plate or VIN of the retired vehicle"),
    ("category-changed", W, "该车上次报为另一用途", "The vehicle was last reported under another category of use",
     "请核对车辆用途，确有变更请说明", "Check the category of use; if it has changed, say so"),
    ("vehicle-vanished", W, "“{file}”中 {count} 辆未达要求的车辆，本次同一时段没有列出（原行号：{rows}）",
     "{count} vehicles of “{file}” that fall short are not listed here for the same days (its rows: {rows})",
     "请补报，或说明去向（注销、转出等）", "List them, or say what became of them (scrapped, moved away)"),
)  # fmt: skip

TECHNICAL: Final[tuple[Row, ...]] = (
    ("energy-unknown", W, "看不出车辆用什么能源", "Nothing shows what drives the vehicle",
     "请在燃料种类或动力类型中写明，如 纯电动、插电式混合动力、柴油",
     "Say so under fuel or powertrain, such as battery electric, plug-in hybrid, diesel"),
    ("energy-ambiguous", W, "只写“{value}”分不清是否插电式，暂不能认定为新能源",
     "“{value}” alone does not say whether the vehicle plugs in; it is not counted as new-energy yet",
     "请写明“插电式（含增程式）混合动力”或“非插电混合动力”",
     "Write plug-in (range-extended included) or not plug-in"),
    ("energy-unreadable", W, "看不懂能源写法“{value}”，未采用", "The energy wording “{value}” is not known and not used",
     "请写 纯电动、插电式混合动力、燃料电池、非插电混合动力、汽油、柴油 或 天然气",
     "Write battery electric, plug-in hybrid, fuel cell, plain hybrid, petrol, diesel or gas"),
    ("energy-conflict", W, "燃料、动力类型、型号几处说法互相矛盾", "Fuel, powertrain and model contradict each other",
     "请按公告或行驶证统一改正", "Make them agree with the vehicle licence or the type announcement"),
    ("plate-energy-conflict", W, "号牌种类与所填能源矛盾", "The kind of plate contradicts the stated energy",
     "请核对号牌和燃料种类：新能源号牌为 8 位，D/A/B/C/E 为纯电动，F/G/H/J/K 为非纯电动",
     "Check both: new-energy plates have 8 characters; D A B C E pure electric, F G H J K not purely electric"),
    ("stage-unknown", W, "看不懂排放标准“{value}”", "The emission stage “{value}” cannot be read",
     "请写 国五、国六a、国六b 或 零排放", "Write 国五, 国六a, 国六b or 零排放"),
    ("stage-outdated", W, "重型车 {registered} 登记，排放标准低于国六；2021-07-01 起重型车应为国六",
     "A heavy vehicle registered on {registered} below China VI; since 2021-07-01 heavy vehicles must meet China VI",
     "请核对排放标准和登记日期", "Check the emission stage and the registration day"),
    ("mass-unreadable", W, "看不懂质量“{value}”，未采用", "The mass “{value}” cannot be read and is not used",
     "请只填一个数，单位为千克", "Write one number, in kilograms"),
    ("mass-doubtful", W, "质量“{value}”与单位不相称，未采用", "The mass “{value}” does not fit its unit and is not used",
     "请核对单位是千克还是吨", "Check whether it is kilograms or tonnes"),
    ("kerb-not-below-gross", W, "整备质量不小于总质量", "The kerb mass is not below the gross mass",
     "请按行驶证核对两项质量", "Check both masses with the vehicle licence"),
    ("cell-error", E, "单元格是公式错误（{value}）", "The cell holds a formula error ({value})",
     "请改为实际内容", "Replace it by the actual content"),
    ("formula-without-value", E, "单元格的公式没有保存计算结果", "The cell holds a formula without a saved result",
     "请用表格软件打开并保存一次，或把公式粘贴为数值", "Open and save the file once in a spreadsheet program, or paste values"),
)  # fmt: skip

ROWS: Final = LAYOUT + IDENTITY + DAYS + USE + TECHNICAL
