"""``/letter-templates``: the templates of letters, as the office made them in Word."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.parsing import Form
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.api.uploads.contents import attachment
from fleetsvc.api.uploads.schemas import File
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, LetterTemplate
from fleetsvc.services.documents.letters import DOCX, LetterUnknown
from fleetsvc.services.letters import templates
from importers.letters.fields import TITLES, LetterKind, fields_of

resource = Resource("letter-templates", entry=Entry.OFFICE, description="Templates of official letters")


class TemplateForm(Form):
    """A template."""

    file = File(
        required=True,
        metadata={"type": "string", "format": "binary", "description": "模板（.docx） / The template"},
    )


class FieldShape(Schema):
    """A field that a template may name; ``block``: it stands alone in its paragraph."""

    name = fields.String()
    means = fields.Dict()
    block = fields.Boolean()


class TemplateShape(Schema):
    """Which template of a letter is in use, and what it may name. ``name`` is null for the one of the service."""

    kind = fields.String(metadata={"enum": [kind.value for kind in LetterKind]})
    name = fields.String(allow_none=True)
    sha256 = fields.String(allow_none=True)
    loaded_by = fields.String(allow_none=True)
    loaded_at = fields.DateTime(allow_none=True)
    may_name = fields.List(fields.Nested(FieldShape), data_key="fields")


class TemplatesShape(PageShape):
    """A template of each letter."""

    items = fields.List(fields.Nested(TemplateShape))


_KIND: Final = {
    "in": "path",
    "name": "kind",
    "required": True,
    "description": "通报、整改通知书、约谈函 / Which letter",
    "schema": {"type": "string", "enum": [kind.value for kind in LetterKind]},
}


@resource.operation(
    "GET", "/letter-templates", zh="各种公文正在使用的模板和可用的字段", answer=TemplatesShape
)
def get_templates() -> Response:
    """The template in use of each letter, and the fields it may name."""
    with parts().database.transaction(known_caller().scope) as session:
        items = [_document(kind, templates.template_in_use(session, kind)) for kind in LetterKind]
    return list_answer(items, None)


@resource.operation(
    "GET",
    "/letter-templates/<word:kind>.docx",
    zh="正在使用的模板（Word）",
    answer=Answers(files=(DOCX,)),
    path=(_KIND,),
)
def get_template(kind: str) -> Response:
    """The template in use, to be changed in Word."""
    letter = _known(kind)
    with parts().database.transaction(known_caller().scope) as session:
        own = templates.template_in_use(session, letter)
        content = None if own is None else own.content
    return attachment(
        templates.standard(letter) if content is None else content, f"{TITLES[letter].zh}模板.docx", DOCX
    )


@resource.operation(
    "POST",
    "/letter-templates/<word:kind>",
    zh="检查并启用一份模板；所有错误连同所在段落一次说明（template-refused）",
    body=TemplateForm,
    answer=Answers(TemplateShape, statuses=(201,)),
    path=(_KIND,),
)
def post_template(body: dict[str, Any], kind: str) -> Response:
    """Check a template and put it in use; all that is wrong is told with its place (template-refused)."""
    letter, acting, file = _known(kind), known_caller(), body["file"]
    content = file.read()
    templates.checked(content, letter)
    with parts().database.transaction(acting.scope) as session:
        own = templates.put_in_use(
            session, letter, content, name=file.filename, by=acting.actor, now=clock.now()
        )
        document = _document(letter, own)
    return uncached(document, 201)


@resource.operation(
    "POST",
    "/letter-templates/<word:kind>/standard",
    zh="恢复使用系统随附的模板",
    answer=TemplateShape,
    path=(_KIND,),
)
def post_standard(kind: str) -> Response:
    """Go back to the template that comes with the service."""
    letter, acting = _known(kind), known_caller()
    with parts().database.transaction(acting.scope) as session:
        templates.go_back(session, letter, by=acting.actor, now=clock.now())
    return uncached(_document(letter, None))


def _known(text: str) -> LetterKind:
    found = next((kind for kind in LetterKind if kind == text), None)
    if found is None:
        raise LetterUnknown(text)
    return found


def _document(kind: LetterKind, own: LetterTemplate | None) -> Json:
    return {
        "kind": kind.value,
        "name": own and own.name,
        "sha256": own and own.sha256,
        "loaded_by": own and own.loaded_by,
        "loaded_at": own and clock.rfc3339(own.loaded_at),
        "fields": [
            {"name": name, "means": {"zh": one.means.zh, "en": one.means.en}, "block": one.is_block}
            for name, one in fields_of(kind).items()
        ],
    }
