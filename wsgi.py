"""For a WSGI server of one's own: ``gunicorn wsgi:app``. Without preloading: connections are opened after the fork."""

from fleetsvc.app import create_app
from fleetsvc.settings import read_settings, secret_key
from fleetsvc.web.areas import outlines

settings = read_settings()
secret_key(settings)  # a server that cannot sign its forms does not start
outlines(settings)  # nor one that cannot draw its map
app = create_app(settings)
