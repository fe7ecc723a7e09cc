"""``fleetsvc apikey add|list|revoke``: keys of systems, beside a running ``serve``."""

from contextlib import closing
from datetime import date, datetime, timedelta

import click

from fleetsvc import clock
from fleetsvc.clock import SHANGHAI, day_of
from fleetsvc.commands.frame.host import at_the_host, name_option
from fleetsvc.commands.frame.output import (
    DAY,
    UNIT,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.commands.frame.row_ids import ROW_ID
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import ApiKey, KeyId
from fleetsvc.services.notices.office_access import tell_of_key
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KEY_ROLES
from fleetsvc.settings import read_settings
from rules.wording import Language, Text


@click.group()
def apikey() -> None:
    """Keys of systems."""


@apikey.command("add", cls=AnsweringCommand)
@click.option("--role", type=click.Choice([role.value for role in KEY_ROLES]), required=True)
@name_option("What the key is for.")
@click.option("--unit", type=UNIT, help="Reporting unit, for a bureau.")
@click.option(
    "--until",
    type=DAY,
    help="Last day on which the key works [default, and at most: as FLEETSVC_KEY_DAYS says].",
)
@with_json
def add_key(
    role: str, name: str, unit: str | None, until: date | None, as_json: bool, language: Language
) -> None:
    """Add a key and print it: it is not kept and cannot be shown again."""
    settings, now = read_settings(), clock.now()
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        added, key = people_keys.add_key(
            session,
            name,
            role=Role(role),
            unit=unit,
            by=at_the_host(),
            now=now,
            expires_at=_end(until, settings.credentials.key_longest, now),
        )
        tell_of_key(session, added, by=at_the_host(), now=now)
    if as_json:
        print_json({"id": added.id, "key": key})
        return
    text = Text("密钥“{name}”（只显示这一次）：{key}", "Key {name} (shown this once): {key}")
    print_lines([text.fill(name=added.name, key=key).in_language(language)])


def _end(until: date | None, longest: timedelta, now: datetime) -> datetime:
    try:
        return people_keys.end_of(until, longest=longest, now=now)
    except people_keys.KeyTooLong as too_long:
        raise click.BadParameter(f"a key works until {too_long.last} at most (FLEETSVC_KEY_DAYS)") from None


@apikey.command("list", cls=AnsweringCommand)
@with_json
def list_keys(as_json: bool, language: Language) -> None:
    """List all keys: whose, until when, last used."""
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        keys = [_json(key) for key in people_keys.list_keys(session)]
    if as_json:
        print_json({"items": keys})
        return
    text = Text(
        "{id}  {prefix}…  {name}（{role} {unit}）最近使用 {last_used_at}，到期 {expires_at}，吊销 {revoked_at}",
        "{id}  {prefix}…  {name} ({role} {unit}) last used {last_used_at}, expires {expires_at}, revoked {revoked_at}",
    )
    for key in keys:
        shown = {name: "–" if value is None else value for name, value in key.items()}
        print_lines([text.fill(**shown).in_language(language)])


def _json(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "unit": str(key.city_code) if key.city_code is not None else None,
        "prefix": key.prefix,
        "created_at": _said(key.created_at),
        "expires_at": _said(key.expires_at),
        "last_used_at": _said(key.last_used_at),
        "revoked_at": _said(key.revoked_at),
    }


def _said(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(SHANGHAI).isoformat(timespec="seconds")


@apikey.command("revoke", cls=AnsweringCommand)
@click.argument("number", type=ROW_ID)
@with_json
def revoke_key(number: int, as_json: bool, language: Language) -> None:
    """Put a key out of force for ever."""
    now = clock.now()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        key = people_keys.revoke_key(session, KeyId(number), by=at_the_host(), now=now)
    if as_json:
        print_json(_json(key))
        return
    text = Text("密钥“{name}”已于 {day} 吊销", "Key {name} is revoked since {day}")
    print_lines([text.fill(name=key.name, day=day_of(key.revoked_at or now)).in_language(language)])
