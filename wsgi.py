"""For a WSGI server of one's own: ``gunicorn wsgi:app``. Without preloading: connections are opened after the fork."""

from fleetsvc.app import create_app
from fleetsvc.settings import read_settings

app = create_app(read_settings())
