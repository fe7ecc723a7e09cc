"""Each declared fact of a vehicle is read, stored, and told in every place that tells facts."""

from fleetsvc.api.registrations.schemas import RegistrationShape
from fleetsvc.models import RegistrationRecord
from fleetsvc.services.common.masking import MASKS
from fleetsvc.services.registrations.exports import COLUMNS
from fleetsvc.services.registrations.facts import ANSWERED
from fleetsvc.web.registrations.list_view import CHOSEN, STANDING
from importers.facts import FACTS, SAID, STATED
from importers.fields import FIELDS
from importers.rows.registrations import read_blocks
from tests.row_data import RowsOnly, a_context, a_reading, a_row, cells_of


def test_the_facts_are_read_in_their_order_and_have_a_column_that_may_be_empty_where_they_may() -> None:
    (block,) = read_blocks(RowsOnly([cells_of(a_row())]), a_reading(), a_context())
    assert list(block.columns) == [*FACTS, SAID]
    columns = RegistrationRecord.__table__.columns  # type: ignore[attr-defined]
    assert {name: columns[name].nullable for name in FACTS} == {
        name: fact.is_optional for name, fact in FACTS.items()
    }


def test_every_fact_that_is_stated_can_be_asked_for_seen_and_taken_away() -> None:
    assert set(ANSWERED) <= set(RegistrationShape().fields)
    assert [name for name in COLUMNS if name in FACTS] == list(STATED)
    assert {*STANDING, *CHOSEN} >= set(STATED)
    assert {field for fact in STATED.values() for field in fact.fields} <= set(FIELDS)
    assert set(MASKS) <= set(STATED)
