"""For a WSGI server of one's own: ``gunicorn wsgi:app``. Without preloading: connections are opened after the fork."""

from fleetsvc.app import create_app
from fleetsvc.settings import read_settings, servers_key
from fleetsvc.web.dashboards.areas import outlines
from fleetsvc.workplace import work_there

settings = read_settings()
servers_key(settings)  # a server whose forms nobody or anybody can sign does not start
outlines(settings)  # nor one that cannot draw its map
work_there(settings.work_dir)
app = create_app(settings)
