"""``fleetsvc serve``: database, migrations, web and worker in one command; ``fleetsvc worker``: one more worker."""

import dataclasses
import errno
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import Final

import click

from fleetsvc import clock, logs
from fleetsvc.commands.frame.output import NOT_THERE, AnsweringCommand, fail, print_lines, with_language
from fleetsvc.commands.frame.setup import set_up
from fleetsvc.commands.operations import children
from fleetsvc.commands.operations.children import Child
from fleetsvc.commands.operations.database_keeper import Keeper
from fleetsvc.commands.operations.first_account import first_step
from fleetsvc.database import embedded, file_locks
from fleetsvc.settings import Settings, read_settings, servers_key
from fleetsvc.web.dashboards.areas import outlines
from fleetsvc.workplace import workplace
from rules.wording import Language, Text

WEB_STOP_SECONDS: Final = 40.0
WORKER_STOP_SECONDS: Final = 60.0
WATCH_SECONDS: Final = 0.3

WEB_PROGRAM: Final = (
    sys.executable, "-m", "fleetsvc.commands.frame.loading", "fleetsvc.commands.operations.web_process",
)  # fmt: skip

PORT_BUSY: Final = Text(
    "端口 {port}（{host}）已被占用。请换一个：fleetsvc serve --port …，或停止占用它的程序。",
    "Port {port} of {host} is in use. Choose another, fleetsvc serve --port …, or stop the program that has it.",
)
ADDRESS_UNUSABLE: Final = Text(
    "无法在 {host}:{port} 提供服务：{why}。", "Cannot serve at {host}:{port}: {why}."
)
SERVED_ALREADY: Final = Text(
    "数据目录 {folder} 已有一个 fleetsvc serve 在运行。",
    "The data directory {folder} is served already by another fleetsvc serve.",
)
SERVING: Final = Text(
    "服务已启动：{page}  接口说明：{docs}  按 Ctrl-C 停止。",
    "Serving at {page}  API: {docs}  Ctrl-C stops it.",
)
WEB_HOPELESS: Final = Text(
    "网页进程反复退出，服务停止；原因见上面的输出。", "The web process keeps ending; see its output above."
)
DATABASE_HOPELESS: Final = Text(
    "数据库无法保持运行，服务停止；原因见上面的输出。",
    "The database cannot be kept running; see the messages above.",
)


class StopAsked(BaseException):
    """SIGTERM or SIGINT came. Not an Exception: nothing but the outermost may handle it."""


@click.command(cls=AnsweringCommand)
@click.option("--host", help="Address to serve at [default: FLEETSVC_HOST, else 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to serve at [default: FLEETSVC_PORT, else 8000]."
)
@click.option("--demo", is_flag=True, help="Fill an empty database with demonstration data first.")
@click.option("--workers", type=click.IntRange(0, 64), default=1, show_default=True, help="Worker processes.")
@with_language
def serve(host: str | None, port: int | None, demo: bool, workers: int, language: Language) -> None:
    """Run everything: database, migrations, web server and worker, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    settings = dataclasses.replace(settings, host=host or settings.host, port=port or settings.port)
    with (
        _ending_in_order(),
        _listening(settings, language) as listener,
        _only_one(settings, language),
        workplace(settings.work_dir),
    ):
        servers_key(settings)  # told at once where it is none to serve with, before the database is changed
        outlines(settings)  # and where no map can be drawn
        set_up(settings, now=clock.now())
        if demo:
            _demonstrate(settings, language)
        _run(_children(settings, listener, workers=workers), settings, language, step=first_step(settings))


@click.command(cls=AnsweringCommand)
@click.option("--attached", is_flag=True, hidden=True, help="Stop at the end of standard input.")
def worker(attached: bool) -> None:
    """Run one more worker process: imports, documents to take away, scheduled jobs."""
    from fleetsvc.jobs.worker import run  # noqa: PLC0415 (loads what serve itself does not need)

    if attached:
        children.end_with_parent()
    logs.configure(least=logging.INFO)
    settings = read_settings()
    with workplace(settings.work_dir):
        run(settings)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    def ask(_signal: int, _frame: FrameType | None) -> None:
        raise StopAsked

    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, ask)
    try:
        yield
    except StopAsked:
        pass
    finally:
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, signal.SIG_IGN)
        embedded.let_go(read_settings().data_dir)


@contextmanager
def _only_one(settings: Settings, language: Language) -> Iterator[None]:
    """One ``serve`` a data directory. With an external database any number may serve."""
    if not settings.embedded:
        yield
        return
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = file_locks.try_alone(settings.data_dir / "serve.lock")
    if lock is None:
        fail(SERVED_ALREADY.fill(folder=settings.data_dir), code=NOT_THERE, language=language)
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def _listening(settings: Settings, language: Language) -> Iterator[socket.socket]:
    """The listening socket, taken before anything else starts, so that a busy port is told at once."""
    address = {"host": settings.host, "port": settings.port}
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as problem:
        busy = problem.errno == errno.EADDRINUSE
        text = PORT_BUSY.fill(**address) if busy else ADDRESS_UNUSABLE.fill(**address, why=problem.strerror)
        fail(text, code=NOT_THERE, language=language)
    with listener:
        yield listener


def _demonstrate(settings: Settings, language: Language) -> None:
    from fleetsvc.commands.operations.demo import fill_where_empty  # noqa: PLC0415 (loads all that reads files)

    fill_where_empty(settings, language)


def _children(settings: Settings, listener: socket.socket, *, workers: int) -> tuple[Child, list[Child]]:
    environment = os.environ | {"FLEETSVC_HOST": settings.host, "FLEETSVC_PORT": str(settings.port)}
    descriptor = listener.fileno()
    processes = min(4, max(2, os.cpu_count() or 2))
    web = Child(
        "web",
        [*WEB_PROGRAM, str(descriptor), str(processes)],
        stop_seconds=WEB_STOP_SECONDS,
        environment=environment,
        inherited=(descriptor,),
    )
    command = [sys.executable, "-m", "fleetsvc", "worker", "--attached"]
    return web, [
        Child(f"worker {number}", command, stop_seconds=WORKER_STOP_SECONDS, environment=environment)
        for number in range(1, workers + 1)
    ]


def _run(
    parts: tuple[Child, list[Child]], settings: Settings, language: Language, *, step: Text | None
) -> None:
    web, workers = parts
    keeper = Keeper(settings.data_dir) if settings.embedded else None
    try:
        for child in (web, *workers):
            children.start(child)
        announced = False
        while (hopeless := _hopeless(web, keeper)) is None:
            time.sleep(WATCH_SECONDS)
            for says in keeper.look() if keeper else ():
                click.echo(says.in_language(language), err=True)
            for child in (web, *workers):
                _tell(child, children.watch(child))
            if not announced and _answers(settings):
                announced = True
                address = _address(settings)
                told = [SERVING.fill(page=address, docs=f"{address}/api/docs"), *([step] if step else [])]
                print_lines(text.in_language(language) for text in told)
        fail(hopeless, code=NOT_THERE, language=language)
    finally:
        children.stop([web])
        children.stop(workers)


def _hopeless(web: Child, keeper: Keeper | None) -> Text | None:
    """Return why the service had better end, which its supervisor sees; None while it is worth going on."""
    if keeper is not None and keeper.restarts.hopeless:
        return DATABASE_HOPELESS
    return WEB_HOPELESS if web.restarts.hopeless else None


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def _answers(settings: Settings) -> bool:
    # An address for all interfaces is reached at the loopback one.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = HTTPConnection(host, settings.port, timeout=1)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status > 0
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _tell(child: Child, status: int | None) -> None:
    if status is not None:
        click.echo(f"{child.name} ended with status {status}; it is started again", err=True)
