"""``fleetsvc user …``: accounts of people, beside a running ``serve``."""

from contextlib import closing
from datetime import datetime
from typing import Protocol

import click

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host, name_option, password_on_input
from fleetsvc.commands.frame.output import UNIT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.models import AppUser
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices.office_access import tell_opened, tell_reset
from fleetsvc.services.people import accounts, office_access, own_keys, second_factor
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.passwords import POLICIES
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

ROLES = click.Choice([role.value for role in Role])
DONE = Text("账户 {name}：{what}", "Account {name}: {what}")


@click.group()
def user() -> None:
    """Accounts of people."""


@user.command("add", cls=AnsweringCommand)
@name_option("Name to sign in with.")
@click.option("--role", type=ROLES, required=True)
@click.option("--unit", type=UNIT, help="Reporting unit, for a bureau.")
@with_json
def add_user(name: str, role: str, unit: str | None, as_json: bool, language: Language) -> None:
    """Add an account. Its password is read from standard input, or generated and printed."""
    settings, given, now = read_settings(), password_on_input(), clock.now()
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        added, password = accounts.add_user(
            session,
            name,
            role=Role(role),
            unit=unit,
            password=given,
            by=at_the_host(),
            now=now,
            policy=POLICIES[settings.credentials.password_policy],
        )
        tell_opened(session, added, by=at_the_host(), now=now)
    if as_json:
        print_json({"id": added.id, "name": added.name, "password": password})
        return
    text = Text("账户 {name} 已建立，密码：{shown}", "Account {name} added, password: {shown}")
    print_lines([text.fill(name=added.name, shown=_shown(password, given, language)).in_language(language)])


def _shown(password: str, given: str | None, language: Language) -> str:
    return password if given is None else Text("（如所给）", "(as given)").in_language(language)


@user.command("list", cls=AnsweringCommand)
@with_json
def list_users(as_json: bool, language: Language) -> None:
    """List all accounts."""
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        users = [_json(one) for one in accounts.list_users(session)]
    if as_json:
        print_json({"items": users})
        return
    on, off = Text("第二重验证", "second factor"), Text("已停用", "disabled")
    for one in users:
        marks = [on.in_language(language)] * bool(one["second_factor"]) + [off.in_language(language)] * bool(
            one["disabled"]
        )
        print_lines(
            [f"{one['id']}  {one['name']}  {one['role']} {one['unit'] or ''} {' '.join(marks)}".rstrip()]
        )


def _json(one: AppUser) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "unit": str(one.city_code) if one.city_code is not None else None,
        "second_factor": one.totp_confirmed_at is not None,
        "disabled": one.disabled_at is not None,
    }


@user.command("reset-password", cls=AnsweringCommand)
@name_option("The account.")
@click.option("--revoke-keys", is_flag=True, help="Put the keys that the person holds out of force as well.")
@with_json
def reset_password(name: str, revoke_keys: bool, as_json: bool, language: Language) -> None:
    """Give an account a new password, to be changed at the next sign-in; its sessions end."""
    settings, given, now = read_settings(), password_on_input(), clock.now()
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        found = accounts.user_named(session, name)
        policy = POLICIES[settings.credentials.password_policy]
        if revoke_keys:
            own_keys.revoke_all(session, found.number, by=at_the_host(), now=now)
        password = accounts.reset_password(
            session, found, password=given, policy=policy, by=at_the_host(), now=now
        )
        tell_reset(session, found, by=at_the_host(), now=now)
    if as_json:
        print_json({"id": found.id, "name": name, "password": password})
        return
    text = Text("账户 {name} 的新密码：{shown}", "New password of {name}: {shown}")
    print_lines([text.fill(name=name, shown=_shown(password, given, language)).in_language(language)])


@user.command("disable", cls=AnsweringCommand)
@name_option("The account.")
@with_json
def disable(name: str, as_json: bool, language: Language) -> None:
    """Close an account; its sessions end at once."""
    _do(name, accounts.disable, Text("已停用", "disabled"), as_json=as_json, language=language)


@user.command("enable", cls=AnsweringCommand)
@name_option("The account.")
@with_json
def enable(name: str, as_json: bool, language: Language) -> None:
    """Open a closed account again."""
    _do(name, _let_in, Text("已恢复", "enabled"), as_json=as_json, language=language)


@user.command("unlock", cls=AnsweringCommand)
@name_option("The account.")
@with_json
def unlock(name: str, as_json: bool, language: Language) -> None:
    """Forget the failed sign-ins of an account."""
    _do(name, signing.unlock, Text("已解锁", "unlocked"), as_json=as_json, language=language)


@user.command("drop-factor", cls=AnsweringCommand)
@name_option("The account.")
@with_json
def drop_factor(name: str, as_json: bool, language: Language) -> None:
    """Take the second factor away, for a lost telephone."""
    done = Text("已取消第二重验证", "second factor taken away")
    _do(name, _let_on_without, done, as_json=as_json, language=language)


@user.command("admit", cls=AnsweringCommand)
@name_option("The account.")
@with_json
def admit(name: str, as_json: bool, language: Language) -> None:
    """Let an account of the office in that an administrator opened, where nobody of the office can yet."""
    _do(name, _admit, Text("已同意使用", "let in"), as_json=as_json, language=language)


def _admit(session: ScopedSession, user: AppUser, *, by: Actor, now: datetime) -> None:
    if user.awaits_office:
        office_access.admit_account(session, user.number, by=by, now=now)


def _let_in(session: ScopedSession, user: AppUser, *, by: Actor, now: datetime) -> None:
    was_closed = user.disabled_at is not None
    accounts.enable(session, user, by=by, now=now)
    if was_closed:
        tell_opened(session, user, by=by, now=now)


def _let_on_without(session: ScopedSession, user: AppUser, *, by: Actor, now: datetime) -> None:
    had_factor = user.totp_confirmed_at is not None
    second_factor.drop(session, user, by=by, now=now)
    if had_factor:
        tell_reset(session, user, by=by, now=now)


class _Change(Protocol):
    def __call__(self, session: ScopedSession, user: AppUser, /, *, by: Actor, now: datetime) -> None: ...


def _do(name: str, change: _Change, done: Text, *, as_json: bool, language: Language) -> None:
    now = clock.now()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        found = accounts.user_named(session, name)
        change(session, found, by=at_the_host(), now=now)
    if as_json:
        print_json(_json(found))
    else:
        print_lines([DONE.fill(name=name, what=done.in_language(language)).in_language(language)])


@user.command("factor", cls=AnsweringCommand)
@click.option("--role", type=ROLES, required=True)
@click.option(
    "--require/--relax", "is_required", required=True, help="Whether everyone of the role needs it."
)
@with_json
def factor(role: str, is_required: bool, as_json: bool, language: Language) -> None:
    """Demand a second factor of everyone of a role, or leave it to them."""
    change = second_factor.require if is_required else second_factor.relax
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        change(session, Role(role), by=at_the_host(), now=clock.now())
    if as_json:
        print_json({"role": role, "second_factor": is_required})
        return
    text = (
        Text("角色 {role} 须第二重验证", "The role {role} needs a second factor")
        if is_required
        else Text("角色 {role} 可不用第二重验证", "The role {role} may do without a second factor")
    )
    print_lines([text.fill(role=role).in_language(language)])
