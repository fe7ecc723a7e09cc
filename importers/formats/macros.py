"""Whether a workbook's macro project holds code. Programs store an empty project in many workbooks without any.

Source: MS-OVBA: a project is a compound file; its modules are streams that end with compressed source text
(2.4.1), and a module without code consists of ``Attribute`` lines (2.3.4.3).
"""

import re
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats.ole import MAGIC, Storage, open_storage

_SOURCE_BEGINS: Final = re.compile(rb"\x01.[\xb0-\xbf]\x00Attribut", re.DOTALL)
_NO_CODE: Final = re.compile(r"\s*(?:Attribute\s.*|Option\s.*|'.*|Rem\s.*|)", re.IGNORECASE).fullmatch
_NO_MODULES: Final = frozenset({"dir", "_vba_project", "project", "projectwm", "projectlk"})
_CHUNK_BYTES: Final = 4096
_PROJECT_NAMES: Final = frozenset({"_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"})


def project_has_code(content: bytes) -> bool:
    """Tell whether a macro project (``vbaProject.bin``) holds code; one that cannot be read is taken to."""
    if not content.startswith(MAGIC):
        return True
    try:
        return storage_has_code(open_storage(content))
    except FileRefused:
        return True


def storage_has_code(storage: Storage) -> bool:
    """Tell whether a compound file holds macro code, in any of its streams."""
    if not _PROJECT_NAMES & storage.names:
        return False
    sources = [
        _source(stream)
        for name, stream in storage.streams()
        if name.lower() not in _NO_MODULES and not name.startswith("__SRP_") and _SOURCE_BEGINS.search(stream)
    ]
    return not sources or not all(_NO_CODE(line) for source in sources for line in source.splitlines())


def _source(stream: bytes) -> str:
    starts = [found.start() for found in _SOURCE_BEGINS.finditer(stream)]
    return _decompressed(stream, starts[-1]).decode("latin-1")


def _decompressed(stream: bytes, start: int) -> bytes:
    """Decompress a container (MS-OVBA 2.4.1.3.1); what cannot be decompressed counts as code."""
    at, found = start + 1, bytearray()
    while at + 2 <= len(stream):
        header = int.from_bytes(stream[at : at + 2], "little")
        if header >> 12 & 7 != 3:
            break
        end = min(at + (header & 0xFFF) + 3, len(stream))
        if header & 0x8000:
            _take_chunk(stream, at + 2, end, found)
        else:
            found += stream[at + 2 : end]
        at = end
    return bytes(found)


def _take_chunk(stream: bytes, at: int, end: int, found: bytearray) -> None:
    base = len(found)
    while at < end:
        flags = stream[at]
        at += 1
        for bit in range(8):
            if at >= end:
                return
            if not flags >> bit & 1:
                found.append(stream[at])
                at += 1
                continue
            token = int.from_bytes(stream[at : at + 2], "little")
            at += 2
            if not _copy(found, token, base):
                found += b"\nunreadable"
                return


def _copy(found: bytearray, token: int, base: int) -> bool:
    """Append what a copy token names (MS-OVBA 2.4.1.3.19); return whether it names something there is."""
    here = len(found) - base
    bits = max((here - 1).bit_length(), 4) if here else 4
    offset = (token >> (16 - bits)) + 1
    length = (token & (0xFFFF >> bits)) + 3
    if offset > here or here + length > _CHUNK_BYTES:
        return False
    for _ in range(length):
        found.append(found[-offset])
    return True
