"""Problems of cases about one vehicle: of a record that looks wrong, of deciding otherwise than the rules."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.cases.guards import SecondSignatureNeeded
from fleetsvc.services.cases.override_checks import OverrideOutdated, VehicleUnknown
from fleetsvc.services.cases.overrides import OverriddenAlready, OverrideUnfit
from fleetsvc.services.cases.wrong_records import TooManyReports
from rules.identifiers.vin import VinMalformed
from rules.wording import Text

VEHICLE_CASE_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    VehicleUnknown: ProblemKind(
        404,
        "vehicle-unknown",
        Text("没有这条登记，或已不是现行的", "There is no such registration, or it stands no more"),
    ),
    SecondSignatureNeeded: ProblemKind(
        409,
        "second-signature-needed",
        Text("须由另一人在提请中签署", "Another person signs this, in its proposal"),
    ),
    OverriddenAlready: ProblemKind(
        409,
        "overridden-already",
        Text(
            "该车已有另行认定，或正待签署",
            "The vehicle is decided on otherwise already, or that waits to be signed",
        ),
    ),
    OverrideOutdated: ProblemKind(
        409,
        "override-outdated",
        Text("提请后情况已变，不能签署", "What was proposed is not what stands any more"),
        detail=Text("{zh}", "{en}"),
    ),
    OverrideUnfit: ProblemKind(
        422,
        "override-unfit",
        Text(
            "不能这样认定：规则对该项义务没有要求、结论与规则相同，或该车有争议",
            "It cannot be decided so: no rule governs the duty, the verdict is the rules' own, or the vehicle is"
            " disputed",
        ),
        detail=Text("原因：{why}", "Why: {why}"),
    ),
    TooManyReports: ProblemKind(
        429,
        "too-many-reports",
        Text("今天反映该单位的已达上限，请明天再试", "No more is taken of this unit today: try tomorrow"),
    ),
    VinMalformed: ProblemKind(
        422,
        "vin-malformed",
        Text("车架号须为 17 位，不含 I、O、Q", "A VIN has 17 characters without I, O and Q"),
    ),
}
