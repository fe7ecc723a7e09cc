"""What replays of all stored decisions found."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlmodel import Field

from fleetsvc.models.base import Stored, big_number, instant


class ReplayRun(Stored, table=True):
    """One replay: how many decisions were judged again, and how many of them differ from what is stored.

    ``unhashed``: made before defences were hashed; ``earlier``: defended in the words of an earlier engine.
    """

    __tablename__ = "replay_run"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    ran_at: datetime = instant()
    decisions: int = big_number()
    differing: int = big_number()
    unhashed: int = big_number()
    earlier: int = big_number()
