"""The method by which editions are made now."""

from functools import cache
from typing import Final

from fleetsvc.books import method_mapping
from rules.ranking_method import Method, method_of

CURRENT: Final = "nev-duty-2"


@cache
def current_method() -> Method:
    """Return the method, read once a process. Raises MethodBroken."""
    return method_of(method_mapping(CURRENT))
