"""Loading what stays until a process ends. ``python -m fleetsvc.commands.frame.loading MODULE …`` runs its ``main``."""

import gc
import importlib
import sys
from types import ModuleType


def load(module: str) -> ModuleType:
    """Import a module and all that it needs. To look for garbage meanwhile would take a fifth of the time more."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    load(sys.argv[1]).main(sys.argv[2:])
