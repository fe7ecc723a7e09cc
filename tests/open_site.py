"""The service as a browser meets it: served over loopback, with a worker beside it that can be told to rest."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import text
from werkzeug.serving import WSGIRequestHandler, make_server

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs import proving, requested
from fleetsvc.jobs.reading_uploads import work_once
from tests.browser import Bureau
from tests.making import a_maker
from tests.upload_cases import a_file

_LOOK_SECONDS = 0.05


class _Quiet(WSGIRequestHandler):
    """Connections are kept as the product's own server keeps them; requests are not written to the console."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        pass


@dataclass(frozen=True)
class Site:
    """A served application: its address, its people's plain clients, and its worker."""

    bureau: Bureau
    address: str
    hands: threading.Lock = field(default_factory=threading.Lock)

    @property
    def database(self) -> Database:
        return self.bureau.service.database

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Let what is sent lie, until the end of the block."""
        with self.hands:
            yield

    def stored(self, *rows: str, who: str = "owner") -> int:
        """Have vehicles stored, as rows of a list; the number of their delivery."""
        with self.resting():
            return self.bureau.stored(a_file(*rows), who=who)

    def ask_is_done(self) -> None:
        """Do what somebody asked for on the page of the schedule."""
        requested.work_once(self.database, worker="beside", now=clock.now)

    def sessions_run_out(self) -> None:
        """Let everybody have been away for too long; whoever asks next signs in anew."""
        with self.database.transaction(OFFICE) as session:
            session.connection().execute(text("UPDATE session SET seen_at = seen_at - interval '1 day'"))
        self.bureau.people.clear()

    def has_read(self, number: int, rows: int, *, unit: str = "410100") -> None:
        """Tell of a delivery what a worker in the midst of it tells."""
        with self.database.transaction(UnitScope(unit)) as session:
            session.connection().execute(
                text(
                    "INSERT INTO upload_progress (city_code, upload_id, worker, backend_pid, rows_done,"
                    " heartbeat_at) VALUES (:city, :number, 'test', pg_backend_pid(), :rows, clock_timestamp())"
                    " ON CONFLICT (city_code, upload_id) DO UPDATE SET rows_done = excluded.rows_done"
                ),
                {"city": int(unit), "number": number, "rows": rows},
            )


@contextmanager
def an_open_site(bureau: Bureau) -> Iterator[Site]:
    """Serve an application at a free port of loopback, and have its uploads worked on."""
    server = make_server("127.0.0.1", 0, bureau.service.app, threaded=True, request_handler=_Quiet)
    site, stop = Site(bureau, f"http://127.0.0.1:{server.server_port}"), threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, name="site"),
        threading.Thread(target=_settle, args=(site, stop), name="worker"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield site
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def _settle(site: Site, stop: threading.Event) -> None:
    """Settle uploads and make documents as they come; whoever rests holds the hands."""
    maker = a_maker(site.database, worker="beside")
    while not stop.is_set():
        with site.hands:
            found = work_once(site.database, worker="beside", now=clock.now) or maker.work_once()
            found = found or proving.work_once(site.database, now=clock.now)
        if not found:
            stop.wait(_LOOK_SECONDS)
