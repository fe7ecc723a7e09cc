"""What was typed into a form that could not be taken."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlmodel import Field, SQLModel

from fleetsvc.models.base import AccountId, Json, instant, json_object


class UnfinishedForm(SQLModel, table=True):
    """One form as a person had filled it in. ``typed``: where it goes, its page, its fields, the names of its files."""

    __tablename__ = "unfinished_form"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    user_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    typed: Json = json_object()
    kept_at: datetime = instant()
