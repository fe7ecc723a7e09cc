"""How a child answers that has read its file whole: one JSON value on its standard output, and its end."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Never

from importers.sandbox.child import broken
from importers.sandbox.endings import OUT_OF_MEMORY


def tell(answer: Callable[[], Mapping[str, Any]]) -> Never:
    """Work out an answer, print it and end; ``refused`` is why there is none. A fault of our own is told as one."""
    try:
        said = json.dumps(answer())
    except MemoryError:
        said = json.dumps({"refused": asdict(OUT_OF_MEMORY)})
    except Exception:  # noqa: BLE001 (told to the parent, which raises it)
        broken()
    sys.stdout.buffer.write(said.encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # skips freeing a large workbook cell by cell
