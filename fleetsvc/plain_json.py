"""JSON as Python holds it. Apart from the models, so that a file is checked without loading a database."""

from typing import Any

Json = dict[str, Any]
"""A JSON object, as it is stored or answered; between services go values that say what they hold."""
