"""What ``doctor`` says of who on this host may read or change what the service keeps beside its database."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.settings import Settings
from rules.wording import Text

SECRETS: Final = ("secret.key", "work")
"""What of the data directory nobody but the service reads: the key, and uploads while they are read."""
_OF_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_WRITE_OF_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_MOST_NAMED: Final = 5


def modes_check(settings: Settings) -> Check:
    """Warn of what others on this host may read or change: they need no sign-in then, and leave no trace."""
    open_to_others = list(_open_to_others(settings))
    if not open_to_others:
        return fine(
            "file-modes",
            Text(
                "数据目录只有本服务可写，密钥只有本服务可读",
                "the service alone writes its data and reads its key",
            ),
        )
    said = ", ".join(f"{path} ({mode:04o})" for path, mode in open_to_others[:_MOST_NAMED])
    says = Text("本机其他用户可读写：{said}", "open to other users of this host: {said}").fill(said=said)
    remedy = Text(
        "请执行 chmod go-rwx（数据目录本身 go-w）", "chmod go-rwx them (go-w for the data directory itself)"
    )
    return Check("file-modes", Status.WARN, says, remedy)


def _open_to_others(settings: Settings) -> Iterator[tuple[Path, int]]:
    """Yield what is open, with its mode: the data directory, and what stands right in it."""
    folder = settings.data_dir
    for path in (folder, *sorted(folder.iterdir())) if folder.is_dir() else ():
        status = path.lstat()
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode) or stat.S_ISSOCK(status.st_mode):
            continue  # what a link leads to has a mode of its own, and the folder of a socket keeps it
        if mode & (_OF_OTHERS if path.name in SECRETS else _WRITE_OF_OTHERS):
            yield path, mode
