"""Problems of fleet operators and the owners that they act for."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.cases.attachments import BroughtTooMuch
from fleetsvc.services.fleets.bindings import (
    BindingNotOpen,
    BindingUnknown,
    BindingUntilUnfit,
    EndUnexplained,
    OwnerUnsaid,
    OwnerWithoutVehicles,
    TooManyBindings,
)
from fleetsvc.services.fleets.explaining import SaidTooOften
from fleetsvc.services.fleets.vehicles import VehicleUnknown
from rules.wording import Text

FLEET_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    SaidTooOften: ProblemKind(
        409,
        "said-too-often",
        Text("对此事项的说明已够多", "Enough was said of this case"),
        detail=Text("一项事项最多 {most} 次", "At most {most} times a case"),
    ),
    BroughtTooMuch: ProblemKind(
        409,
        "brought-too-much",
        Text("今天上传的附件已达上限，请明天再传", "Enough files were brought today: bring more tomorrow"),
        detail=Text(
            "24 小时内至多 {most} 个，共 {most_mb} MB", "At most {most} files, {most_mb} MB, in 24 hours"
        ),
    ),
    VehicleUnknown: ProblemKind(
        404,
        "fleet-vehicle-unknown",
        Text("没有这辆车，或不在您的车队中", "There is no such vehicle, or it is none of your fleet's"),
    ),
    BindingUnknown: ProblemKind(
        404,
        "owner-binding-unknown",
        Text("没有这项绑定，或不是您的", "There is no such binding, or it is not yours"),
    ),
    BindingNotOpen: ProblemKind(
        409,
        "owner-binding-not-open",
        Text("此项绑定现在不能这样办理", "The binding does not stand so that this can be done"),
        detail=Text("现在的状态：{state}", "It is {state}"),
    ),
    OwnerWithoutVehicles: ProblemKind(
        409,
        "owner-without-vehicles",
        Text(
            "登记簿中没有该所有人的车辆，名称须与行驶证完全一致",
            "No vehicle stands under this owner: the name is that of the vehicle licence, letter by letter",
        ),
    ),
    OwnerUnsaid: ProblemKind(
        422,
        "owner-unsaid",
        Text(
            "请写明所有人名称（最多 200 字）和凭什么代表（最多 500 字）",
            "Name the owner (at most 200 characters) and say by what right you act for it (at most 500)",
        ),
    ),
    TooManyBindings: ProblemKind(
        409,
        "too-many-owners",
        Text(
            "申请和绑定的所有人过多，请先结束不用的", "Too many owners: end those that are not needed first"
        ),
        detail=Text(
            "一个账户最多 {most} 个，一天最多申请 {most_a_day} 次",
            "At most {most} an account, {most_a_day} applications a day",
        ),
    ),
    BindingUntilUnfit: ProblemKind(
        422,
        "until-past",
        Text("有效期不能早于今天，不能晚于十年后", "The last day is today or later, within ten years"),
    ),
    EndUnexplained: ProblemKind(
        422, "reason-missing", Text("请写明原因（最多 500 字）", "Give the reason, in at most 500 characters")
    ),
}
