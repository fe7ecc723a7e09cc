"""Problems of telling other systems."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.notices.deliveries import DeliveryUnknown
from fleetsvc.services.notices.endpoints import EndpointUnfit, EndpointUnknown
from rules.wording import Text

NOTICE_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    EndpointUnknown: ProblemKind(
        404, "webhook-unknown", Text("没有此编号的推送地址", "There is no webhook of this number")
    ),
    DeliveryUnknown: ProblemKind(
        404,
        "webhook-delivery-unknown",
        Text("没有此编号的未送达推送", "There is no delivery of this number that was given up"),
    ),
    EndpointUnfit: ProblemKind(
        409,
        "webhook-unfit",
        Text("该推送地址现在不能这样用", "The webhook cannot be used like this now"),
        detail=Text(
            "原因：{why}（many：使用中的地址已满；off：地址已停用）",
            "Why: {why} (many: as many as may be are in use; off: it is switched off)",
        ),
    ),
}
