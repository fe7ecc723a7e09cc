"""Why the office decides otherwise than the rules: a code each, never renamed, in Chinese and English.

A further code is a row here.
"""

from typing import Final

from rules.wording import Text

OVERRIDE_CODES: Final[dict[str, Text]] = {
    "authority-decided": Text(
        "上级机关批复或会议决定", "a superior authority has decided so, in writing or in a meeting"
    ),
    "law-decided": Text(
        "行政复议决定或法院裁判", "an administrative reconsideration or a court has decided so"
    ),
    "contracted-before": Text(
        "政策施行前已签订合同或中标", "ordered or tendered before the policy took effect"
    ),
    "emergency-use": Text("应急抢险等特殊任务用车", "used for emergencies or another special task"),
    "found-on-site": Text(
        "现场核查与登记不符", "an inspection on site found otherwise than what is registered"
    ),
    "facts-false": Text("查实提供虚假材料", "the evidence that was given proved false"),
    "rule-in-doubt": Text("规则适用存疑，待规则书修订", "the rule is in doubt until the rulebook is revised"),
    "other": Text("其他（理由中写明）", "another reason, told in words"),
}
