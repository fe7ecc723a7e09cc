"""Every number by which headers and columns are recognised, in one table: what it decides, and what it was fitted on.

Weights run from 0 (says nothing) to 1 (says it outright). Those of single words stand beside the words
(``header_words``, ``header_patterns``), shapes of values in ``shapes``. None comes from a fit over many real files:
each was chosen by hand, with the tests or families of the conformance kit (docs/conformance.md) in sight named.
Where a sentence says how many workbooks are lost, it was measured over the 248 of the kit's sample; of the other shares
those that were tried could move by 0.2 without any change there, so that a new value needs a new case.
"""

from typing import Final

# --- what a header says

USUAL: Final = 0.8
"""From here on a word is the usual name of its field. Fitted on the tiers of ``header_words``."""
WEAK: Final = 0.35
"""A name or values that map a column with a question only: below ``SURE``. Fitted on unknown names over known values
(test_layout_values)."""
KNOWN: Final = 0.6
"""From here on a header names a field clearly, so that it counts for a header row. The lowest tier of words that the
values settle (车型, 类型); fitted on the kit's odd orders and title lines."""
PART: Final = 0.9
"""Share left to a name of parts, 车辆识别代号/车架号: below the same word alone. Fitted on test_headers."""
AFFIX: Final = 0.97
"""Share left to a word whose usual beginning or end was taken off: a whole word goes first. Fitted on test_headers."""
ASKED: Final = 0.69
"""A header that asks for one energy (纯电动, 是否燃油车): below the columns that name the kind, just below
``OUTSPOKEN``. Fitted on the reported yes-and-no columns and the kit's three energy columns."""
GROUP_ONLY: Final = 0.75
"""Share left where only the group above a column is known. Fitted on the kit's two-row and three-row headers."""
REPLACED_PLATE: Final = 0.9
"""被更新车辆 alone is a plate before it is a VIN. Fitted on test_layout_columns (plate or VIN as its values are)."""
REPLACED_VIN: Final = 0.88
"""See ``REPLACED_PLATE``: nearer than ``CLOSE``, so that the values decide."""
OUTSPOKEN: Final = 0.7
"""From here on a header stands against values that do not fit. Fitted on damaged VINs and on 车型 over model codes; at
0.9 a workbook of the kit's sample is lost."""
FORM_LABEL: Final = 0.7
"""From here on a cell of a form labels the cell beside it. Fitted on the reported one vehicle a form."""
FORM_LABEL_SURELY: Final = 0.95
"""From here on it does so where it might be a value too (品牌 beside 车辆品牌). Fitted on the same."""

# --- which rows are the header

SEARCHED_ROWS: Final = 40
"""A header stands within so many rows; above it only titles, units and notes. Fitted on the kit's instructions above
the table."""
DEEPEST: Final = 3
"""Rows of names, and rows of hints below them. At 2 two workbooks of the kit's sample (three-row header) are lost."""
FEWEST_NAMES: Final = 3
"""Names of columns by which a later row begins another table: two may stand in a row of data. Fitted on test_tables."""
DEPTH: Final = 0.1
"""What a row of groups adds to the score of a header: it breaks ties, and never outweighs a name."""
GROUP_WIDTH: Final = 0.7
"""A merged cell over a smaller share of the columns is a group, over a larger one a title. Fitted on merged titles of
the kit."""
GROUP_LONGEST: Final = 24
"""Characters of the name of a group; what is longer is a sentence."""
LONGEST_HEADER: Final = 60
"""Characters of a header with its hint; of what is longer only the first line is read."""

# --- what the values say

SAMPLES: Final = 50
"""Rows of vehicles that are looked at, spread over the first 200."""
DOMINANT: Final = 0.6
"""Share of the values that makes a hard shape theirs. Fitted on the dirt of the kit (damaged VINs and plates)."""
MOST: Final = 0.8
"""Share of the values by which they alone suggest a field, or parts are read together. Fitted on test_layout_values and
test_compositions."""
MISFIT: Final = 0.2
"""Below this share of fitting values a doubtful header is not believed. Fitted on 类型 over words of other fields."""
UNSHAPED: Final = 0.95
"""Share left to a field whose values have no shape (owners, remarks): below one whose values confirm it."""
HEADER_SHARE: Final = 0.55
"""What the header alone leaves of its weight where no value fits; the values give the rest. A usual name over damaged
values stays near ``SURE``: fitted on a column of damaged VINs."""
EMPTY_AMONG_FILLED: Final = 0.6
"""Share left to an empty column among filled ones: it does not win over a filled one (test_layout_columns)."""
EMPTY_LIKE_ALL: Final = 0.95
"""Share left to a column of a template without rows."""

# --- which column is taken, and what is asked

SURE: Final = 0.5
"""Below it the column of a field that decides is asked about. At 0.7 six workbooks of the kit's
sample ask without need; above ``WEAK``."""
HIGHEST: Final = 0.99
"""The confidence shown of what was recognised: 1 is what the sender confirmed."""
COMPOSED: Final = 0.9
"""The confidence shown of columns that hold a field together. It decides nothing."""
CLOSE: Final = 0.149
"""Two names nearer than this are rivals; a tier of words apart (0.15) is an explicit priority. Fitted on two
registration days, which are asked about, and 初次登记日期 before 登记日期, which is not; at 0.35 two workbooks are lost."""
RIVAL: Final = 0.25
"""Rivals must also be as near in confidence: a column of blanks and slips is none. Fitted on repeated headers."""

# --- where a table ends

SHARED: Final = 3
"""Kinds of columns that a second table shares with the first (one less with a VIN). Fitted on test_tables_beside."""
FILLED: Final = 0.8
"""Share of the vehicles that a column behind a gap must be filled for to be the table's. Fitted on the same."""
SOME: Final = 0.3
"""Share of VINs or plates that makes a column behind a gap one of vehicles: its own header and blank cells stand among
the values of a table that begins further down. Fitted on the same."""
FEWEST_ROWS: Final = 5
"""Vehicles from which on repeated words tell a column of the table from a list of codes beside it. As before."""

# --- forms

FEWEST_FIELDS: Final = 4
"""Fields that a form names. Fitted on the reported one vehicle a form."""
FEWEST_BESIDE: Final = 2
"""VINs or plates in a row from which on vehicles stand in columns. Fitted on a sheet with vehicles across."""
ALIKE: Final = 0.8
"""Share of its fields that a form has in common with the others of its sheet. Fitted on test_forms."""
LONGEST_LABEL: Final = 20
"""Characters of a label of a form; what is longer is a value."""
