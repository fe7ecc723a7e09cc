"""How much one file may cost: bytes, rows, memory and time, known before anything of it is opened."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file.

    ``memory_bytes`` bounds the address space of the reading process, ``seconds`` its processor time. Its parent
    waits ``wall_seconds`` for it in all: much longer, for a machine under load is no fault of the file.
    ``dense_cells`` is the largest rectangle of cells that any sheet may span whatever its size; larger sheets
    may span one cell for each ``bytes_per_cell`` bytes of their own text.
    """

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 2048 * MIB
    free_unpacked_bytes: int = 128 * MIB
    ratio: int = 100
    entries: int = 10_000
    dense_cells: int = 8_000_000
    bytes_per_cell: int = 6
    rows: int = 1_048_576
    memory_bytes: int = 448 * MIB
    seconds: float = 10.0
    wall_seconds: float = 600.0


def limits_for(file_bytes: int) -> Limits:
    """Return the bounds for a file of that many bytes.

    Files of up to 5 MiB get under 512 MiB, small ones ten seconds. Measured need: 136 MB and 3 seconds for
    100,000 x 15 cells in an xlsx of 8 MB or 5 seconds in an ods of 2 MB, growing in proportion; a slow machine
    is granted several times that, and a busy one ten minutes or ten times as long.
    """
    beyond = max(0, file_bytes - 3 * MIB)
    memory = min(448 * MIB + beyond * 24, 4096 * MIB)
    seconds = 10.0 + max(0.0, file_bytes / MIB - 0.5) * 8.0
    return Limits(memory_bytes=memory, seconds=seconds, wall_seconds=max(600.0, 10 * seconds))
