"""A block's columns arrive in the database as they are, whatever they hold."""

from itertools import repeat

from hypothesis import given
from hypothesis import strategies as st

from fleetsvc.database.transactions import ScopedSession, raw_connection
from fleetsvc.services.uploads.copy_rows import lines_of

TRICKY = [
    "\\N",
    "\\",
    "a\tb",
    "a\nb",
    "a\rb",
    "\\.",
    "",
    " ",
    "\\t",
    "豫A·12345",
    "'; DROP TABLE x; --",
    None,
]


def stored(session: ScopedSession, *columns: list[str | None]) -> list[tuple[object, ...]]:
    """What the database makes of texts that are copied in."""
    connection = raw_connection(session)
    connection.execute("CREATE TEMP TABLE tried (number int, a text, b text) ON COMMIT DROP")
    with connection.cursor() as cursor, cursor.copy("COPY tried FROM STDIN") as copy:
        copy.write(lines_of([range(len(columns[0])), *columns]))
    return connection.execute("SELECT a, b FROM tried ORDER BY number").fetchall()


def test_texts_come_out_as_they_went_in(session: ScopedSession) -> None:
    backwards = TRICKY[::-1]
    assert stored(session, TRICKY, backwards) == list(zip(TRICKY, backwards, strict=True))


def test_an_endless_column_ends_with_the_others() -> None:
    assert lines_of([repeat(7), ["a", "b"]]) == "7\ta\n7\tb\n"
    assert lines_of([repeat(7), []]) == ""


@given(st.lists(st.one_of(st.none(), st.text(), st.integers()), min_size=1))
def test_a_row_is_always_one_line_of_one_field(column: list[object]) -> None:
    lines = lines_of([column, column])
    assert lines.endswith("\n")
    assert [line.count("\t") for line in lines[:-1].split("\n")] == [1] * len(column)
