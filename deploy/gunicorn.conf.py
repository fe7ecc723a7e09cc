"""For a gunicorn of your own: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``. `fleetsvc serve` needs none of this."""

import os

from fleetsvc.commands.operations.web_process import SETTINGS
from fleetsvc.settings import read_settings

globals().update(SETTINGS)
_settings = read_settings()
bind = f"{_settings.host}:{_settings.port}"
workers = min(4, max(2, os.cpu_count() or 2))
