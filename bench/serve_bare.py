"""A bare Flask application with one JSON route: the floor for every Flask service."""

from flask import Flask, Response, jsonify

app = Flask("bare")


@app.get("/answer")
def answer() -> Response:
    """Return a small JSON object."""
    return jsonify(unit="410100", category="muck_truck", governed=True)
