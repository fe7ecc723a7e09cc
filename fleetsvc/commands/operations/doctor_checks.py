"""What ``doctor`` looks at on its host, the boundaries of the map included: no page need be drawn to know them."""

from collections.abc import Iterator

from fleetsvc.services.health import machine_checks as machine
from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.settings import Settings, SettingUnusable
from fleetsvc.web.dashboards.areas import outlines
from rules.wording import Text


def machine_checks(settings: Settings) -> Iterator[Check]:
    """Check what needs no database."""
    yield from machine.machine_checks(settings)
    yield _boundaries(settings)


def _boundaries(settings: Settings) -> Check:
    try:
        found = outlines(settings)
    except SettingUnusable as problem:
        says = Text("无法绘制地图", "no map can be drawn")
        return Check("boundaries", Status.FAIL, says, Text("{what}", "{what}").fill(what=problem))
    if found.is_ours:
        return fine("boundaries", Text("使用自带的市界", "the boundaries of the package are used"))
    return fine(
        "boundaries", Text("市界文件 {path}", "boundaries of {path}").fill(path=settings.boundaries_file)
    )
