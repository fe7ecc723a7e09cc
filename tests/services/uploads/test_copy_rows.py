"""A block's columns arrive in the database as they are, whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from fleetsvc.database.transactions import ScopedSession, raw_connection
from fleetsvc.services.uploads.copy_rows import Lines, joined

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
        lines = Lines()
        lines.numbers(range(len(columns[0])))
        lines.texts(columns[0])
        lines.few(columns[1])
        copy.write(lines.text())
    return connection.execute("SELECT a, b FROM tried ORDER BY number").fetchall()


def test_texts_come_out_as_they_went_in(session: ScopedSession) -> None:
    backwards = TRICKY[::-1]
    assert stored(session, TRICKY, backwards) == list(zip(TRICKY, backwards, strict=True))


def test_what_begins_every_line_stands_before_each_row_and_alone_makes_none() -> None:
    lines = Lines([7, "a\tb"])
    lines.written(["x\ty", joined([None, 1])])
    assert lines.text() == "7\ta\\tb\tx\ty\n7\ta\\tb\t\\N\t1\n"
    nothing = Lines([7])
    nothing.texts([])
    assert nothing.text() == ""


@given(st.lists(st.one_of(st.none(), st.text(), st.integers()), min_size=1))
def test_a_row_is_always_one_line_of_one_field_however_it_is_written(column: list[object]) -> None:
    lines = Lines(column[:1])
    lines.texts(column)
    lines.few(column)
    lines.written(map(joined, ([value] for value in column)))
    text = lines.text()
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        _, one, other, third = line.split("\t")
        assert one == other == third
