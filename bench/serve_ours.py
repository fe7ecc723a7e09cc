"""Our application for a server process of the benchmark."""

from flask import Flask

from fleetsvc.app import create_app
from fleetsvc.settings import read_settings


def app() -> Flask:
    """Return the application over the database of the environment."""
    return create_app(read_settings())
