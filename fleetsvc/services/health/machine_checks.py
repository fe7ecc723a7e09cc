"""What is looked at on a host, without a database: each check yields one line."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fleetsvc.disk import Room, rooms
from fleetsvc.services.health.each_check import looked
from fleetsvc.services.health.mode_checks import modes_check
from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.settings import MEBIBYTE, Settings, SettingUnusable, servers_key
from rules.wording import Text

OLDEST_PYTHON: Final = (3, 11)
LITTLE_DISK: Final = 2048 * MEBIBYTE


def machine_checks(settings: Settings) -> Iterator[Check]:
    """Check what needs no database: Python, folders, disk, secret key, time zones."""
    yield _python()
    if settings.embedded:
        yield from looked("data-directory", lambda: [_data_directory(settings.data_dir)])
        yield from looked("file-modes", lambda: [modes_check(settings)])
    yield from looked("disk", lambda: map(_disk, rooms(settings)))
    yield from looked("secret-key", lambda: [_secret(settings)])
    yield _time_zones()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    says = Text("Python {version}", "Python {version}").fill(version=version)
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return fine("python", says)
    return Check(
        "python", Status.FAIL, says, Text("需要 Python 3.11 或更新版本", "Python 3.11 or newer is needed")
    )


def _data_directory(folder: Path) -> Check:
    says = Text("数据目录 {folder}", "data directory {folder}").fill(folder=folder)
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if os.access(nearest, os.W_OK | os.X_OK):
        return fine("data-directory", says)
    remedy = Text(
        "{folder} 不可写：请检查权限或 FLEETSVC_DATA_DIR",
        "{folder} cannot be written: check it or FLEETSVC_DATA_DIR",
    )
    return Check("data-directory", Status.FAIL, says, remedy.fill(folder=nearest))


def _disk(room: Room) -> Check:
    says = Text(
        "{folder} 剩余空间 {free} MB，低于 {least} MB 时不再接收文件",
        "{free} MB free at {folder}; below {least} MB no file is taken",
    ).fill(folder=room.folder, free=room.free_bytes // MEBIBYTE, least=room.least_bytes // MEBIBYTE)
    if room.free_bytes >= max(LITTLE_DISK, 2 * room.least_bytes):
        return fine("disk", says)
    status = Status.WARN if room.is_enough else Status.FAIL
    return Check("disk", status, says, Text("请清理或扩充磁盘", "free some space or add disk"))


def _secret(settings: Settings) -> Check:
    is_ours = settings.embedded and not settings.secret_key
    if is_ours and not (settings.data_dir / "secret.key").exists():
        return fine("secret-key", Text("首次启动时生成密钥", "the secret key is made at the first start"))
    try:
        servers_key(settings)
    except SettingUnusable as problem:
        says = Text("没有可用于启动服务的密钥", "there is no secret key to start a server with")
        return Check(
            "secret-key", Status.FAIL, says, Text("请设置：{what}", "set it: {what}").fill(what=problem)
        )
    if is_ours:
        return fine("secret-key", Text("密钥保存在数据目录", "the secret key is kept in the data directory"))
    return fine("secret-key", Text("密钥已设置", "a secret key is set"))


def _time_zones() -> Check:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        says = Text("缺少时区数据 Asia/Shanghai", "the time zone data of Asia/Shanghai are missing")
        return Check(
            "time-zones", Status.FAIL, says, Text("请重新安装 tzdata", "install the package tzdata again")
        )
    return fine("time-zones", Text("时区数据齐全", "time zone data are there"))
