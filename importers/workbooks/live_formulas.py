"""What in a workbook reaches out of it: formulas that ask other files, programs or the network, and links to them.

A copy that we hand out does none of this: such a formula becomes its last result, and a link leads nowhere.
"""

import re
from typing import Final

from importers.workbooks.package_edits import Package, relations_part
from importers.workbooks.splicing import Splices, elements

_OUTSIDE: Final = re.compile(
    r"\[\d+\]"  # [1]Sheet1!A1: another file
    r"|\w\|[^\"]*!"  # prog|topic!item: another program (DDE)
    r"|\b(?:WEBSERVICE|IMAGE|RTD|STOCKHISTORY|CALL|REGISTER(?:\.ID)?|SQL\.REQUEST|CUBE[A-Z]+)\s*\(",
    re.IGNORECASE,
)
_NOWHERE: Final = "removed-link"


def reaches_out(formula: str) -> bool:
    """Tell whether a formula reaches out of its file.

    >>> reaches_out("[1]Sheet1!A1"), reaches_out('_xlfn.WEBSERVICE("http://x")'), reaches_out("SUM(A1:A2)&'a[b]'!B1")
    (True, True, False)
    """
    return _OUTSIDE.search(formula) is not None


def cut_links(package: Package, main: str) -> None:
    """Let the links of a workbook lead nowhere, and take away the names that follow one."""
    for part in package.related(main, "externalLink"):
        _cut_programs(package, part)
        rels = relations_part(part)
        if rels in package:
            text = package.read(rels)
            splices = Splices(text)
            for one in elements(text, lambda tag: tag == "Relationship"):
                splices.retag(one.start, Target=f"{_NOWHERE}.xlsx")
            package.put(rels, splices.result())
    text = package.read(main)
    splices = Splices(text)
    names = [one for one in elements(text, lambda tag: tag == "definedName") if not one.closes_itself]
    gone = [one for one in names if reaches_out(text[splices.tag_end(one.start) : one.close].decode())]
    for one in gone:
        splices.replace(one.start, one.end, b"")
    if gone:
        package.put(main, splices.result())


def _cut_programs(package: Package, part: str) -> None:
    """A link to a program starts it when it is asked (DDE)."""
    text = package.read(part)
    splices = Splices(text)
    found = list(elements(text, lambda tag: tag in {"ddeLink", "oleLink"}))
    for one in found:
        known = {"ddeService", "ddeTopic", "progId"} & one.attributes.keys()
        splices.retag(one.start, **dict.fromkeys(known, _NOWHERE))
    if found:
        package.put(part, splices.result())
