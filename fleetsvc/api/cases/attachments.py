"""``/attachments``: evidence for cases; a unit brings and sees its own, the office those of all."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import UnitNotYours, known_caller
from fleetsvc.api.frame.parsing import Form
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.schemas import UNIT_CODES, OneOf
from fleetsvc.api.uploads.schemas import File
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.attachments import MOST_BYTES, Brought, bring, find_attachment
from fleetsvc.services.uploads.file_names import label_of
from importers.formats.evidence import EVIDENCE_MEDIA

resource = Resource("attachments", entry=Entry.REPORTING, description="Evidence for cases")


class AttachmentForm(Form):
    """A file and whose it is."""

    file = File(
        required=True,
        metadata={
            "type": "string",
            "format": "binary",
            "description": "pdf、jpeg、png、docx、xlsx，至多20 MB / At most 20 MB",
        },
    )
    unit = OneOf(
        UNIT_CODES,
        description="报送单位代码；报送单位自己的可不写 / Reporting unit; a bureau's own unless said",
    )


class AttachmentShape(Schema):
    """An attachment, without its bytes."""

    id = fields.Integer()
    sha256 = fields.String()
    name = fields.String()
    media = fields.String()
    bytes = fields.Integer()


@resource.operation(
    "POST",
    "/attachments",
    zh="上传一个证明材料（按内容识别类型，至多20 MB）；相同内容再次上传得到原附件",
    body=AttachmentForm,
    answer=Answers(AttachmentShape, statuses=(201,)),
)
@takes(EVIDENCE)
def post_attachment(form: dict[str, Any]) -> Response:
    """Bring evidence; its kind is told by its bytes. The same bytes again give the attachment that is there."""
    sender, now = known_caller(), clock.now()
    unit = form.get("unit") or sender.unit
    if unit is None or not sender.acts_for(unit):
        raise UnitNotYours
    content = form["file"].stream.read(MOST_BYTES + 1)
    name = label_of(form["file"].filename)
    with parts().database.transaction(UnitScope(unit)) as session:
        brought = bring(session, content, name=name, city=int(unit), by=sender.actor, now=now)
    return uncached(attachment_json(brought), 201, location=f"{PREFIX}/attachments/{brought.id}")


def attachment_json(brought: Brought) -> dict[str, object]:
    """Return an attachment as answers tell it."""
    return {
        "id": brought.id,
        "sha256": brought.sha256,
        "name": brought.name,
        "media": brought.media,
        "bytes": brought.size_bytes,
    }


@resource.operation(
    "GET", "/attachments/<id:number>", zh="下载一个证明材料", answer=Answers(files=EVIDENCE_MEDIA)
)
def get_attachment(number: int) -> Response:
    """The bytes of an attachment, to be saved."""
    with parts().database.transaction(known_caller().scope) as session:
        found = find_attachment(session, number)
    response = Response(found.content, content_type=found.media)
    response.headers["Content-Disposition"] = disposition(found.name)
    response.headers["Cache-Control"] = "no-store"
    return response
