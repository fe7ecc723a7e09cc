"""What ``doctor`` says of mails to people."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.services.operations.checks import Check, Status, fine
from rules.wording import Text

_STATES = text("""
    SELECT count(*) FILTER (WHERE status = 'dead'),
        count(*) FILTER (WHERE status = 'waiting' AND next_at < clock_timestamp() - interval '10 minutes'),
        count(*) FILTER (WHERE status = 'waiting' AND answer LIKE 'unreached%')
    FROM mail_delivery WHERE status IN ('dead', 'waiting')
""")


def mail_check(connection: Connection) -> Check:
    """Say how many mails were given up, nobody sends though they are due, and wait for a server that takes none."""
    dead, unsent, unreached = connection.execute(_STATES).one()
    says = Text(
        "邮件：未发出 {dead} 封，到期未发 {unsent} 封，服务器未接受 {unreached} 封",
        "mail: {dead} given up, {unsent} due and not sent, {unreached} that the server took no connection for",
    ).fill(dead=dead, unsent=unsent, unreached=unreached)
    if not dead and not unsent and not unreached:
        return fine("mail", says)
    remedy = Text(
        "未发出的，管理员在“邮件”页查看原因后重发；到期未发的，请确认有 worker 在运行，且设有 FLEETSVC_SMTP_HOST、FLEETSVC_SECRET_KEY；"
        "服务器未接受的，请检查服务器和 FLEETSVC_SMTP_* 设置",
        "administrators see why on the page of mail and try again; where mails are due and not sent, see that a worker"
        " runs with FLEETSVC_SMTP_HOST and FLEETSVC_SECRET_KEY; where the server takes none, see to FLEETSVC_SMTP_*",
    )
    return Check("mail", Status.WARN, says, remedy)
