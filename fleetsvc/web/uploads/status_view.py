"""The status of an upload as people see it: what is stored, whether it is being read, stored, taken back, or fails."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from fleetsvc.models import Json, UploadStatus


class ShownStatus(StrEnum):
    """Each has its word ``status.…``; the first six are those of ``UploadStatus``."""

    RECEIVED = UploadStatus.RECEIVED
    READING = UploadStatus.READING
    IN_REVIEW = UploadStatus.IN_REVIEW
    ACCEPTED = UploadStatus.ACCEPTED
    REFUSED = UploadStatus.REFUSED
    WITHDRAWN = UploadStatus.WITHDRAWN
    STORING = "storing"
    FAILING = "failing"
    SET_ASIDE = "set_aside"
    WITHDRAWING = "withdrawing"

    @property
    def is_worked_on(self) -> bool:
        """Whether it changes by itself, soon."""
        return self in _WORKED_ON

    @property
    def keeps_failing(self) -> bool:
        """Whether reading or storing it has failed and will be tried again."""
        return self in (ShownStatus.FAILING, ShownStatus.SET_ASIDE)

    @property
    def is_read(self) -> bool:
        """Whether its rows can be corrected and dismissed."""
        return self in (ShownStatus.IN_REVIEW, ShownStatus.ACCEPTED)

    @property
    def has_rows(self) -> bool:
        """Whether what was found in it is of interest."""
        return self.is_read or self in (ShownStatus.STORING, ShownStatus.WITHDRAWING, ShownStatus.WITHDRAWN)

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether its sender is offered to take it back."""
        return self.is_read or self.keeps_failing or self is ShownStatus.RECEIVED

    @property
    def may_be_read_again(self) -> bool:
        """Whether another attempt at reading it is offered."""
        return self.keeps_failing or self is ShownStatus.REFUSED

    @property
    def is_ended(self) -> bool:
        """Whether nothing of it counts: its file can be sent again."""
        return self in (ShownStatus.REFUSED, ShownStatus.WITHDRAWN)


_WORKED_ON: Final = (
    ShownStatus.RECEIVED,
    ShownStatus.READING,
    ShownStatus.STORING,
    ShownStatus.WITHDRAWING,
)


def shown_status(document: Mapping[str, Any]) -> ShownStatus:
    """Return the status to show of an upload, from its document."""
    failing, status = document["failing"], UploadStatus(document["status"])
    if document["withdrawing"] is not None:
        return ShownStatus.WITHDRAWING
    if failing is not None and status.is_open:
        return ShownStatus.SET_ASIDE if failing["set_aside_at"] else ShownStatus.FAILING
    is_storing = document["confirmed"] and status in (UploadStatus.IN_REVIEW, UploadStatus.READING)
    return ShownStatus.STORING if is_storing else ShownStatus(status)


def with_shown_status(item: Json) -> Json:
    """Return an upload's document with the status that people see."""
    return item | {"shown": shown_status(item)}
