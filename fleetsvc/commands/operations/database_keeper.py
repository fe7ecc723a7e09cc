"""What ``serve`` does about its embedded database: one that was killed, or no longer answers, is started again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fleetsvc.commands.operations.children import Restarts
from fleetsvc.database import embedded
from fleetsvc.database.embedded_account import EmbeddedUnavailable
from fleetsvc.database.embedded_cluster import Condition
from rules.wording import Text

ASK_EVERY_SECONDS: Final = 5.0
FROZEN_SECONDS: Final = 60.0
"""A server that lets nobody in for so long is killed: far above what a busy machine needs to answer."""

ENDED: Final = Text("数据库已退出，正在重新启动", "the database ended; it is started again")
FROZEN: Final = Text(
    "数据库 {seconds} 秒没有应答，已强行结束，正在重新启动",
    "the database has not answered for {seconds} s; it was killed and is started again",
)
NOT_FOUND: Final = Text(
    "数据库 {seconds} 秒没有应答，且无法在本机找到其进程；请检查数据目录是否被别处使用",
    "the database has not answered for {seconds} s and its process is not found on this machine; see whether the "
    "data directory is in use elsewhere",
)
STARTED: Final = Text("数据库已重新启动", "the database runs again")
UNWRITABLE: Final = Text("读写失败：{why}", "reading or writing failed: {why}")


@dataclass(slots=True)
class Keeper:
    """The watch over the server of one data directory, which runs when the watch begins.

    ``down``: it was found ended and waits for its pause to be over. Times are in seconds of the given clock.
    """

    data_dir: Path
    clock: Callable[[], float] = time.monotonic
    restarts: Restarts = field(default_factory=Restarts)
    down: bool = False
    since: float = 0.0
    asked: float = 0.0
    heard: float = 0.0

    def __post_init__(self) -> None:
        self.since = self.heard = self.clock()

    def look(self) -> list[Text]:
        """See to the server once; return what there is to tell. Takes as long as a start takes."""
        now = self.clock()
        if self.down:
            return self._start() if now >= self.restarts.not_before else []
        if not embedded.is_running(self.data_dir):
            return self._found_ended(ENDED)
        if now - self.asked < ASK_EVERY_SECONDS:
            return []
        self.asked = now
        return self._ask()

    def _ask(self) -> list[Text]:
        match embedded.condition(self.data_dir):
            case Condition.ANSWERS:
                self.heard = self.clock()
            case Condition.GONE:
                return self._found_ended(ENDED)
            case Condition.SILENT if self.clock() - self.heard > FROZEN_SECONDS:
                words = FROZEN if embedded.end_frozen(self.data_dir) else NOT_FOUND
                return self._found_ended(words.fill(seconds=round(self.clock() - self.heard)))
        return []

    def _found_ended(self, says: Text) -> list[Text]:
        now = self.clock()
        self.down = True
        self.restarts.ended(lived=now - self.since, now=now)
        return [says]

    def _start(self) -> list[Text]:
        try:
            embedded.ensure_running(self.data_dir)
        except EmbeddedUnavailable as problem:
            return self._not_started(problem.says)
        except OSError as problem:  # a full disk
            return self._not_started(UNWRITABLE.fill(why=problem.strerror))
        self.down, self.since = False, self.clock()
        self.heard = self.since
        return [STARTED]

    def _not_started(self, says: Text) -> list[Text]:
        self.restarts.ended(lived=0, now=self.clock())
        return [says]
