"""What ``doctor`` says of other hosts: systems that are told, addresses that workbooks are fetched from."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.services.uploads.source_counts import TOLD_AFTER
from rules.wording import Text

_WEBHOOKS = text("""
    SELECT count(*) FILTER (WHERE status = 'dead'),
        count(*) FILTER (WHERE status = 'waiting' AND next_at < clock_timestamp() - interval '10 minutes'
            AND EXISTS (SELECT FROM webhook_endpoint e WHERE e.city_code = d.city_code AND e.id = d.endpoint_id
                AND e.disabled_at IS NULL))
    FROM webhook_delivery d WHERE status <> 'done'
""")
_SOURCES = text("""
    SELECT count(*) FILTER (WHERE failures >= :told_after),
        count(*) FILTER (WHERE next_at < clock_timestamp() - interval '1 hour')
    FROM upload_source WHERE disabled_at IS NULL
""")


def webhooks_check(connection: Connection) -> Check:
    """Say how many deliveries were given up, and how many nobody sends though they are due."""
    dead, unsent = connection.execute(_WEBHOOKS).one()
    says = Text(
        "推送：未送达 {dead} 条，到期未发 {unsent} 条", "webhooks: {dead} given up, {unsent} due and not sent"
    ).fill(dead=dead, unsent=unsent)
    if not dead and not unsent:
        return fine("webhooks", says)
    remedy = Text(
        "未送达的请有关单位在“系统推送”页面查看对方答复后重发；到期未发的，请确认有 worker 在运行且设有 FLEETSVC_SECRET_KEY",
        "their owners see what was answered on the page of webhooks and send them again; where they are not sent, see"
        " that a worker runs and has FLEETSVC_SECRET_KEY",
    )
    return Check("webhooks", Status.WARN, says, remedy)


def sources_check(connection: Connection) -> Check:
    """Say how many addresses keep failing, and how many nobody asks though they are due."""
    failing, unasked = connection.execute(_SOURCES, {"told_after": TOLD_AFTER}).one()
    says = Text(
        "取数地址：连续取不到 {failing} 个，到期未取 {unasked} 个",
        "addresses to fetch from: {failing} keep failing, {unasked} due and not asked",
    ).fill(failing=failing, unasked=unasked)
    if not failing and not unasked:
        return fine("sources", says)
    remedy = Text(
        "取不到的，请管理员在“取数地址”页查看原因；到期未取的，请确认有 worker 在运行",
        "an administrator sees on the page of addresses why they fail; where they are not asked, see that a worker"
        " runs",
    )
    return Check("sources", Status.WARN, says, remedy)
