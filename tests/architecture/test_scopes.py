"""Whose rows somebody sees follows from their role; that nothing is said of a unit never means all units."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetsvc.database.transactions import OFFICE, PUBLISHED, OperatorScope, Scope, UnitScope
from fleetsvc.edge.callers import KeyHolder, Person, Standing, StandingUnclear
from fleetsvc.models import AccountId, KeyId, SessionId
from fleetsvc.services.people.accounts import Role

ROOT = Path(__file__).resolve().parents[2]
EDGES = ("fleetsvc/api", "fleetsvc/web")
AS_OFFICE = {
    "fleetsvc/api/operations/health.py": "counts for operators: no row leaves the database",
    "fleetsvc/web/people/account.py": "accounts and sessions",
    "fleetsvc/web/people/account_admin.py": "accounts",
    "fleetsvc/web/people/account_changes.py": "accounts",
    "fleetsvc/web/people/account_import.py": "accounts",
    "fleetsvc/web/audit/log.py": "the audit log",
    "fleetsvc/web/frame/kept_forms.py": "a person's own unfinished forms",
    "fleetsvc/web/people/factor.py": "accounts",
    "fleetsvc/web/people/office_access.py": "accounts and keys",
    "fleetsvc/web/people/proving.py": "accounts and sessions",
    "fleetsvc/web/people/key_admin.py": "keys",
    "fleetsvc/web/people/my_keys.py": "keys",
    "fleetsvc/web/notices/pages.py": "a person's own notices",
    "fleetsvc/api/notices/notices.py": "a person's own notices",
    "fleetsvc/web/receipts/receipt_search.py": "keys",
    "fleetsvc/web/operations/schedule.py": "jobs",
    "fleetsvc/web/operations/health.py": "what the checks found, backups, jobs, numbers of failing uploads",
    "fleetsvc/web/cases/amounts.py": "amounts for two signatures",
    "fleetsvc/web/people/sign_in.py": "accounts and sessions",
    "fleetsvc/web/notices/mail_pages.py": "a person's own address",
    "fleetsvc/web/notices/mail_admin.py": "mails that were given up",
    "fleetsvc/web/uploads/source_admin.py": "addresses of units, and where the upload stands that each brought",
    "fleetsvc/api/uploads/sources.py": "addresses of units, and where the upload stands that each brought",
    "fleetsvc/web/dashboards/since_view.py": "a person's own sessions and notices",
    "fleetsvc/web/people/unfinished_forms.py": "a person's own unfinished forms",
}
"""What enters the office's scope whoever asks, and why: tables without a unit. All else is read as who asks."""


def standings(role: Role, unit: str | None) -> Iterator[Standing]:
    yield Person("a", role, unit, AccountId(1), SessionId(2))
    yield KeyHolder("a", role, unit, KeyId(1))


@pytest.mark.parametrize(
    ("role", "unit", "scope"),
    [
        (Role.BUREAU, "410100", UnitScope("410100")),
        (Role.OFFICE, None, OFFICE),
        (Role.DEALER, None, PUBLISHED),
        (Role.AUDITOR, None, PUBLISHED),
        (Role.ADMIN, None, PUBLISHED),
        (Role.OPERATOR, None, PUBLISHED),
    ],
)
def test_the_role_decides_whose_rows_are_seen(role: Role, unit: str | None, scope: Scope) -> None:
    assert [one.scope for one in standings(role, unit)] == [scope, scope]


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.BUREAU, None),
        (Role.BUREAU, ""),
        (Role.BUREAU, "410000"),
        (Role.OFFICE, "410100"),
        (Role.DEALER, "410100"),
        (Role.AUDITOR, "410000"),
        (Role.ADMIN, ""),
        (Role.OPERATOR, "410100"),
    ],
)
def test_a_role_and_a_unit_that_do_not_fit_together_open_nothing(role: Role, unit: str | None) -> None:
    for make in (
        lambda: Person("a", role, unit, AccountId(1), SessionId(2)),
        lambda: KeyHolder("a", role, unit, KeyId(1)),
    ):
        with pytest.raises(StandingUnclear):
            make()


@pytest.mark.parametrize(
    ("role", "own", "unit", "acts"),
    [
        (Role.BUREAU, "410100", "410100", True),
        (Role.BUREAU, "410100", "410200", False),
        (Role.OFFICE, None, "410100", True),
        (Role.DEALER, None, "410100", False),
        (Role.AUDITOR, None, "410100", False),
        (Role.ADMIN, None, "410100", False),
        (Role.OPERATOR, None, "410100", False),
    ],
)
def test_only_a_bureau_for_itself_and_the_office_report(
    role: Role, own: str | None, unit: str, acts: bool
) -> None:
    assert [one.acts_for(unit) for one in standings(role, own)] == [acts, acts]


@pytest.mark.parametrize("role", Role)
def test_only_an_operator_has_a_fleet(role: Role) -> None:
    person = Person("a", role, "410100" if role is Role.BUREAU else None, AccountId(7), SessionId(2))
    if role is Role.OPERATOR:
        assert person.fleet == OperatorScope(7)
        return
    with pytest.raises(StandingUnclear):
        _ = person.fleet


def trees() -> Iterator[tuple[str, ast.Module]]:
    for folder in EDGES:
        for path in (ROOT / folder).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_no_page_and_no_api_route_enters_the_offices_scope_but_for_what_has_no_unit() -> None:
    naming = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "fleetsvc.database.transactions"
        if any(alias.name in ("OFFICE", "OfficeScope") for alias in node.names)
    }
    assert naming == set(AS_OFFICE)


def test_no_page_and_no_api_route_asks_whether_somebody_has_no_unit() -> None:
    """The role says who somebody is: see callers.Standing."""
    asking = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Attribute) and side.attr == "unit"
        if any(_is_none(one) for one in (node.left, *node.comparators))
    ]
    assert asking == []


def _is_none(node: ast.expr) -> bool:
    held = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return any(isinstance(one, ast.Constant) and one.value is None for one in held)
