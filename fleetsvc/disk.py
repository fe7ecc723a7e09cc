"""Room on the disks that we write to: uploads are refused while there is still enough for everything else."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fleetsvc.database.states import DiskFull
from fleetsvc.settings import Settings

COPIES: Final = 4
"""So often an upload is written at most: as a form, into the log of the database, into its table, for its reader."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is free at one of our places, and how much of it is kept free; ``name`` is data or work."""

    name: str
    folder: Path
    free_bytes: int
    least_bytes: int

    @property
    def is_enough(self) -> bool:
        """Whether more than the floor is free."""
        return self.free_bytes >= self.least_bytes


def free_bytes(folder: Path) -> int:
    """Return how much an ordinary account may still write in a folder, be it there or still to be made."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def rooms(settings: Settings) -> Iterator[Room]:
    """Yield the places of this host that we write to; the disk of a database of the operator's own is not in sight."""
    places = {"data": settings.data_dir} if settings.embedded else {}
    for name, folder in (places | {"work": settings.work_dir}).items():
        yield Room(name, folder, free_bytes(folder), settings.min_free_bytes)


def require_room(settings: Settings, coming_bytes: int) -> None:
    """See that an upload leaves the floor free wherever it is written. Raises DiskFull."""
    for room in rooms(settings):
        if room.free_bytes - COPIES * coming_bytes < room.least_bytes:
            raise DiskFull
