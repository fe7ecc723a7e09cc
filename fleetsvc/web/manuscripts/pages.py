"""A manuscript with its problems, its file and its earlier versions; storing a draft."""

from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.books import MOST_PROBLEMS
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.manuscripts.choices import options
from fleetsvc.web.manuscripts.manuscript_view import outline, problem_lines, what_was_done
from fleetsvc.web.manuscripts.saving import UNFIT, crumbs, office, opened, seen, whose
from rules.rulebook import RulebookBroken
from rules.rulebook_parts import Status
from rules.vocabulary import Force

manuscript_pages = Pages("manuscript_pages", entry=Entry.OFFICE)

DONE: Final = frozenset({"saved", "begun", "removed", "restored", "uploaded"})


@manuscript_pages.get("/rulebook/manuscripts/<id:number>")
def show(number: int) -> Response:
    """Show a manuscript: what it holds, what is wrong with it, and the steps that are left."""
    return page(number, 200)


def page(number: int, status: int, **values: Any) -> Response:  # noqa: ANN401 (what the template shows besides)
    """Return the page of a manuscript."""
    found = opened(number)
    with office() as session:
        versions = manuscripts.history(session, number)
    done = request.args.get("done", "")
    return rendered_beside_menu(
        "manuscript.html",
        status,
        crumbs=crumbs(number),
        manuscript=found.manuscript,
        outline=outline(found.mapping),
        problems=problem_lines(found.checked.problems[:MOST_PROBLEMS], found.mapping, number),
        problem_count=len(found.checked.problems),
        before_proposal=problem_lines(found.checked.before_proposal, found.mapping, number),
        versions=versions,
        what_was_done=what_was_done,
        forces=dict(options(Force)),
        statuses={word.value: say(f"choice.status.{word}") for word in Status},
        done=say(f"manuscript.done.{done}") if done in DONE and status == 200 else None,
        **values,
    )


@manuscript_pages.get("/rulebook/manuscripts/<id:number>/file.yaml")
def file(number: int) -> Response:
    """Return a manuscript's file as it stands."""
    found = opened(number).manuscript
    response = Response(found.text, content_type="application/yaml; charset=utf-8")
    name = f"manuscript-{number}-{found.version}.yaml"
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response


@manuscript_pages.post("/rulebook/manuscripts/<id:number>/versions/<id:version>")
def restore(number: int, version: int) -> BaseResponse:
    """Let a manuscript say again what it said in an earlier version; the ones since stay. Raises ManuscriptChanged."""
    with office() as session:
        text = manuscripts.find(session, number, version=version).text
        what = f"restore {version}"
        manuscripts.change(session, number, text, seen=seen(), what=what, **whose())
    return redirect(url_for(".show", number=number, done="restored"), 303)


@manuscript_pages.post("/rulebook/manuscripts/<id:number>/discarding")
def discard(number: int) -> BaseResponse:
    """Throw a manuscript away. Raises ManuscriptUnknown, ManuscriptChanged."""
    with office() as session:
        manuscripts.discard(session, number, seen=seen(), **whose())
    return redirect(url_for("beginning_pages.show_all"), 303)


@manuscript_pages.post("/rulebook/manuscripts/<id:number>/edition")
def store(number: int) -> BaseResponse:
    """Store a manuscript as a draft and compare it. Raises ManuscriptUnknown, ManuscriptChanged."""
    try:
        with office() as session:
            edition, new = manuscripts.store(session, number, seen=seen(), **whose())
            name = edition.edition
    except RulebookBroken as broken:
        return page(number, UNFIT, fault=say("manuscript.not_stored", count=len(broken.problems)))
    return redirect(
        url_for("draft_pages.show", edition=name, done="stored_new" if new else "stored_before"), 303
    )
