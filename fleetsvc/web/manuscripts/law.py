"""The text of an act in a manuscript: words of it marked for what they are, the rest given its reason."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.services.manuscripts.book_edits import Edit, Put
from fleetsvc.services.manuscripts.manuscripts import ManuscriptChanged
from fleetsvc.services.manuscripts.quoting import rest_edits
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.manuscripts.entry_forms import Fields
from fleetsvc.web.manuscripts.manuscript_view import outline, passage_line
from fleetsvc.web.manuscripts.mark_form import MarkUnfit, mark_edits, mark_values
from fleetsvc.web.manuscripts.saving import CHANGED, UNFIT, crumbs, meanwhile, opened, saved, today, whose
from fleetsvc.web.manuscripts.text_view import lines_of, passages_of, text_of
from rules.rulebook import RulebookBroken
from rules.text_damage import damage

manuscript_law = Pages("manuscript_law", entry=Entry.OFFICE)

_BASE: Final = "/rulebook/manuscripts/<id:number>"


@manuscript_law.get(f"{_BASE}/text/<sha256>")
def show_text(number: int, sha256: str) -> Response:
    """Show a text with what is said of it, and the form that marks words."""
    return _text_page(number, sha256, 200)


@manuscript_law.post(f"{_BASE}/text/<sha256>")
def mark(number: int, sha256: str) -> BaseResponse:
    """Mark words of a text for what they are; where they stand more than once, ask which are meant."""
    text, fields = text_of(sha256), request.form
    try:
        day = today()
        saved(
            number,
            lambda mapping: mark_edits(mapping, text, sha256, fields, who=whose()["by"].name or "", day=day),
            what=f"mark {written_in('use')}",
        )
    except ManuscriptChanged as changed:
        return _text_page(number, sha256, CHANGED, fields=fields, meanwhile=meanwhile(changed))
    except MarkUnfit as unfit:
        return _text_page(number, sha256, UNFIT, fields=fields, unfit=unfit)
    except RulebookBroken as broken:
        told = {"words": [one.message.in_language(language()) for one in broken.problems]}
        return _text_page(number, sha256, UNFIT, fields=fields, unfit=MarkUnfit(told))
    return redirect(url_for(".show_text", number=number, sha256=sha256, done="marked"), 303)


@manuscript_law.post(f"{_BASE}/text/<sha256>/rest")
def give_reason(number: int, sha256: str) -> BaseResponse:
    """Give all that is left over of a passage the reason why no vehicle is judged by it."""
    passage, reason = written_in("passage"), {spoken: written_in(spoken).strip() for spoken in ("zh", "en")}
    if all(reason.values()):
        saved(number, lambda mapping: rest_edits(mapping, sha256, passage, reason), what=f"rest {passage}")
    return redirect(url_for(".show_text", number=number, sha256=sha256, done="rest"), 303)


@manuscript_law.post(f"{_BASE}/text/<sha256>/review")
def review(number: int, sha256: str) -> BaseResponse:
    """Say that a passage was held against the printed act: by whoever is signed in, today."""
    passage, who, day = written_in("passage"), whose()["by"].name or "", today()
    said = {
        "status": "reviewed",
        "day": day,
        "by": {"zh": f"{who} 与印发件核对", "en": f"{who}, held against the printed act"},
    }

    def edits(mapping: Mapping[str, Any]) -> list[Edit]:
        found = [at for at, one in passages_of(mapping, sha256) if str(one.get("number")) == passage]
        return [Put(("passages", at, "review"), said) for at in found]

    saved(number, edits, what=f"review {passage}")
    return redirect(url_for(".show_text", number=number, sha256=sha256, done="reviewed"), 303)


def _text_page(number: int, sha256: str, status: int, **values: Any) -> Response:  # noqa: ANN401 (see above)
    found, text = opened(number), text_of(sha256)
    own = [one for _, one in passages_of(found.mapping, sha256)]
    done = request.args.get("done", "")
    fields, unfit = values.pop("fields", Fields()), values.pop("unfit", None)
    return rendered_beside_menu(
        "manuscript_text.html",
        status,
        crumbs=crumbs(number, say("manuscript.text")),
        manuscript=found.manuscript,
        sha256=sha256,
        characters=len(text),
        damaged=len(list(damage(text))),
        lines=list(lines_of(found.mapping, text, sha256)),
        passages=[passage_line(found.mapping, one) for one in own],
        outline=outline(found.mapping),
        fields=fields,
        told={} if unfit is None else unfit.told,
        places=[] if unfit is None else unfit.places,
        done=say(f"manuscript.done.{done}")
        if done in ("marked", "rest", "reviewed") and status == 200
        else None,
        **mark_values(found.mapping, sha256),
        **values,
    )
