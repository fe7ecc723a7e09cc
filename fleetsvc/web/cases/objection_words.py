"""The words of objections to an edition in preview, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

OBJECTION_WORDS: Final[dict[str, Text]] = {
    "objection.title": Text("对预览提出异议", "Object to the preview"),
    "objection.do": Text("提出异议", "Object"),
    "objection.ask": Text("提出异议…", "Object …"),
    "objection.lead": Text(
        "只能对本单位的一行提出。办结之前，本期不发布；数据本身有错的，请同时上传更正。不予采纳的，可在期限内申诉一次；"
        "数据没有变化的，同一行只受理一次。",
        "To your own line alone. Until it is settled the period is not released; where the data are wrong, send the"
        " correction as well. A refusal may be appealed once, in time; a line is heard once as it stands.",
    ),
    "objection.made": Text("本单位的异议", "What your unit has objected to"),
    "objection.about": Text("所涉车辆", "Vehicles"),
    "objection.appeal": Text("可申诉至 {day}", "may be appealed until {day}"),
    "objection.category": Text("针对", "Which ranking"),
    "objection.reason": Text("异议及理由（必填）", "What is wrong, and why (required)"),
    "objection.vehicles": Text(
        "涉及车辆的车架号，每行一个，至多 {most} 个（可不填）",
        "VINs of the vehicles it is about, one a line, at most {most} (may be left out)",
    ),
    "objection.not_in_preview": Text(
        "本期不在预览中，不能提出异议。", "The period is not in preview: nothing can be objected to."
    ),
    "objection.fault.NotInPreview": Text(
        "没有提交：本期不在预览中。", "Not sent: the period is not in preview."
    ),
    "objection.fault.EditionAlreadyFinal": Text(
        "没有提交：本期已不在预览中。", "Not sent: the period is no longer in preview."
    ),
    "objection.fault.TooManyVehicles": Text(
        "一次至多写 {most} 个车架号；更多的请作为附件。", "At most {most} VINs; bring more as evidence."
    ),
    "objection.fault.VehicleNotInLine": Text(
        "没有提交：第 {place} 个车架号 {vin} 不在本单位本期的登记里，请核对。",
        "Not sent: VIN number {place}, {vin}, is none that your unit registered in this period.",
    ),
    "objection.fault.ObjectedAlready": Text(
        "没有提交：本单位对这一行已提出异议（事项 {case}）；数据没有变化的不再受理。",
        "Not sent: your unit has objected to this line (case {case}); as it stands, nothing further is heard of it.",
    ),
    "objection.holding": Text(
        "以下异议尚未办结，办结之前本期不能发布：",
        "These objections are not settled; until then nothing is released:",
    ),
    "objection.own": Text("本单位已对本期提出异议：", "Your unit has objected to this period:"),
    "release.objected": Text(
        "没有发布：有单位对本期提出异议，尚未办结，见下。",
        "Not released: a unit has objected to the period, and that is not settled; see below.",
    ),
}
