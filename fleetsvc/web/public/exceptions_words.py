"""The words of the pages of exceptions and of models."""

from typing import Final

from fleetsvc.web.public.docs_words import DOCS_WORDS
from rules.wording import Text

EXCEPTIONS_WORDS: Final[dict[str, Text]] = DOCS_WORDS | {
    "excepted.title": Text("例外", "Exceptions"),
    "excepted.link": Text("例外理由和车型", "Exceptions, and models there are"),
    "excepted.lead": Text(
        "现行规则写明的例外理由、须交的材料，以及截至 {day} 申请、批准、驳回和有效的辆数，每月 1 日更新。全省五辆一档；"
        "各单位只分不足 5 辆和 5 辆及以上。",
        "The grounds for an exception in the rules in force, what to bring, and how often each was asked for, approved,"
        " refused and stood when {day} began; told anew on the first of each month. Figures of the province are bands"
        " of five; of units only whether they are five or more.",
    ),
    "excepted.none": Text("没有例外理由", "No grounds for an exception"),
    "excepted.models": Text("目录中有 {count} 个新能源车型", "{count} new-energy models in the catalogue"),
    "excepted.rules": Text("依据", "By which rule"),
    "excepted.where": Text("范围", "Where"),
    "excepted.province": Text("全省", "Province"),
    "excepted.few": Text("不足 {most}", "< {most}"),
    "excepted.many": Text("≥ {least}", "≥ {least}"),
    "excepted.asked": Text("申请", "Asked"),
    "excepted.approved": Text("批准", "Approved"),
    "excepted.refused": Text("驳回", "Refused"),
    "excepted.standing": Text("有效", "Standing"),
    "excepted.ended": Text(
        "现行规则已无此理由（{ground}）", "no ground in the rules in force any more ({ground})"
    ),
    "excepted.until": Text("{day} 前登记的", "registered before {day}"),
    "models.title": Text("新能源车型", "New-energy models"),
    "models.lead": Text(
        "已载入目录的车型，按产品名称和型号归入用途；看不出用途的只在“全部用途”里。没有列出不等于没有。",
        "Models of the catalogues that were loaded, sorted by product name and code; those that tell no use stand under"
        " “all categories” only. That none is listed does not prove there is none.",
    ),
    "models.none": Text("目录里没有这类车型", "The catalogue lists none of these"),
    "models.none_why": Text(
        "目录由省级部门载入（fleetsvc catalogue load）。",
        "The office loads catalogues (fleetsvc catalogue load).",
    ),
    "models.energy": Text("能源种类", "Energy"),
    "models.code": Text("型号", "Model"),
    "models.product": Text("产品名称", "Product name"),
    "models.enterprise": Text("生产企业", "Manufacturer"),
    "models.batches": Text("目录批次", "Batches"),
    "models.more": Text("后续车型", "Further models"),
}
