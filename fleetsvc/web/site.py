"""All pages, given to an application: routes, templates, words, forms and menu."""

from flask import Flask, request

from fleetsvc.web.blueprints import PAGES
from fleetsvc.web.frame.access import refuse_key
from fleetsvc.web.frame.assets import statics, templates
from fleetsvc.web.frame.forms import give_forms_tokens
from fleetsvc.web.frame.menu import menu
from fleetsvc.web.frame.wordbook import give_words
from fleetsvc.web.public.blueprints import PUBLIC_PAGES
from fleetsvc.web.words import ALL_WORDS


def give_pages(app: Flask) -> None:
    """Register the pages and their files, and what each of their templates may use."""
    app.jinja_loader = templates()
    give_words(app, ALL_WORDS)
    give_forms_tokens(app)
    app.context_processor(lambda: {"menu": menu()})
    for blueprint in (statics, *PUBLIC_PAGES, *PAGES):
        app.register_blueprint(blueprint)


def refuse_key_on_page() -> None:
    """Refuse a request for a page that carries a key. Files are for anyone. Raises KeyOnPage."""
    if request.blueprint != statics.name:
        refuse_key()
