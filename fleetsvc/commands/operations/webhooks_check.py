"""What ``doctor`` says of other systems that are told what happens."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.commands.operations.doctor_checks import Check, Status, fine
from rules.wording import Text

_STATES = text("""
    SELECT count(*) FILTER (WHERE status = 'dead'),
        count(*) FILTER (WHERE status = 'waiting' AND next_at < clock_timestamp() - interval '10 minutes'
            AND EXISTS (SELECT FROM webhook_endpoint e WHERE e.city_code = d.city_code AND e.id = d.endpoint_id
                AND e.disabled_at IS NULL))
    FROM webhook_delivery d WHERE status <> 'done'
""")


def webhooks_check(connection: Connection) -> Check:
    """Say how many deliveries were given up, and how many nobody sends though they are due."""
    dead, unsent = connection.execute(_STATES).one()
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
