"""``kill -9`` at any moment of a step of a case, of an edition, of telling others: it is done whole or not at all.

Whoever comes next takes it up, and what stands then is what would have stood undisturbed. ``FLEETSVC_TEST_MOMENTS``
says at how many moments each step is killed; ``make faults`` tries 25.
"""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetsvc.database.transactions import OFFICE, as_login_role, open_database
from fleetsvc.jobs.delivering_webhooks import Hooks
from tests.conftest import a_copy, make_copy, url_of
from tests.fault_world import Picture, Step, furnish, picture, steps
from tests.https_server import LOOPBACK, Host, a_host, loopback
from tests.killing import is_killed, is_let_go, undisturbed
from tests.patience import wait_until

pytestmark = pytest.mark.slow(20)

MOMENTS = int(os.environ.get("FLEETSVC_TEST_MOMENTS", "3"))
"""So many of a step: the last two, where it is committed, and others by chance."""
Sent = tuple[str, bytes]
HOOKS = Hooks("a secret of the tests", LOOPBACK, loopback)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    with a_host(tmp_path) as opened:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        yield opened


def test_killed_at_any_moment_a_step_is_done_whole_or_not_at_all_and_then_once(
    owner_url: str, host: Host
) -> None:
    for number, step in enumerate(_way(owner_url, host)):
        before, after = f"fault_{number}", f"fault_{number + 1}"
        make_copy(owner_url, after, of=before)
        whole, told, moments = _in_peace(url_of(owner_url, after), step, host)
        killed = sum(_is_made_good(owner_url, before, step, at, whole, host, told) for at in _chosen(moments))
        sys.stdout.write(f"{step.name}: {moments} moments, killed at {killed}, none lost, none double\n")
        assert killed, "nothing was killed"


def _in_peace(url: str, step: Step, host: Host) -> tuple[list[Picture], list[Sent], int]:
    """Take a step undisturbed: what stands after each of its transactions, what others are told, its moments."""
    asked, whole = len(_told(host)), [picture(url)]
    moments = undisturbed(as_login_role(url), step.work, between=lambda: whole.append(picture(url)))
    return whole, _told(host)[asked:], moments


def _way(owner_url: str, host: Host) -> tuple[Step, ...]:
    make_copy(owner_url, "fault_0")
    database = open_database(as_login_role(url_of(owner_url, "fault_0")))
    furnish(database, hook=host.url())
    with database.transaction(OFFICE) as session:
        found = steps(session, HOOKS)
    database.close()
    return found


def _chosen(moments: int) -> list[int]:
    """Moments to be killed at: the last two, at the end of a transaction, and others by chance."""
    last = {moments - 1, moments}
    others = [one for one in range(1, moments + 1) if one not in last]
    return sorted(last | set(random.sample(others, min(len(others), max(0, MOMENTS - len(last))))))


def _is_made_good(
    owner_url: str, before: str, step: Step, at: int, whole: list[Picture], host: Host, told: list[Sent]
) -> bool:
    """Kill a step at a moment, see that it is not half done, and have it taken up; whether it was killed."""
    asked = len(_told(host))
    with a_copy(owner_url, "fault_killed", of=before) as url:
        killed = is_killed(as_login_role(url), step.work, at=at)
        wait_until(lambda: is_let_go(url))
        assert picture(url) in whole, f"{step.name} is half done, killed at moment {at}"
        database = open_database(as_login_role(url))
        step.again(database)
        database.close()
        assert picture(url) == whole[-1], f"{step.name}, killed at moment {at} and taken up, differs"
    sent = _told(host)[asked:]
    assert {body for _, body in sent} == {body for _, body in told}, "systems are told all of it"
    assert len(set(sent)) == len(told), "what is sent again has the number that it had"
    assert len(sent) <= len(told) + 1
    return killed


def _told(host: Host) -> list[Sent]:
    """What the host was told, with its number, in its order."""
    return [(headers["webhook-id"], body) for _, _, headers, body in host.asked]
