"""A delivery that is not taken leaves nothing, whoever hands it in."""

from dataclasses import replace

import pytest
from sqlmodel import select

from fleetsvc.database.states import DiskFull
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads.deliveries import Delivery, UploadTooLarge, deliver
from fleetsvc.settings import Settings
from tests.actors import SETTINGS, TESTER, noted
from tests.upload_cases import NOW


def hand_in(session: ScopedSession, content: bytes, settings: Settings) -> None:
    deliver(
        session,
        Delivery(content, "a", received_by="test"),
        city=410100,
        by=TESTER,
        settings=settings,
        now=NOW,
    )


def test_a_file_is_taken_up_to_the_limit_and_not_beyond(session: ScopedSession) -> None:
    settings = replace(SETTINGS, max_upload_bytes=3)
    with pytest.raises(UploadTooLarge) as large:
        hand_in(session, b"abcd", settings)
    assert (large.value.limit_bytes, session.exec(select(UploadRecord.id)).all(), noted(session)) == (
        3,
        [],
        [],
    )
    hand_in(session, b"abc", settings)
    assert session.exec(select(UploadRecord.size_bytes)).all() == [3]
    assert [event.act for event in noted(session)] == ["upload-received"]


def test_no_file_is_taken_that_would_fill_the_disk(session: ScopedSession) -> None:
    with pytest.raises(DiskFull):
        hand_in(session, b"abc", replace(SETTINGS, min_free_bytes=2**60))
    assert (session.exec(select(UploadRecord.id)).all(), noted(session)) == ([], [])
