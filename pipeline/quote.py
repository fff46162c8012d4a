"""Whether the quotation marks of a file enclose whole cells, chunk by chunk of its bytes."""

from __future__ import annotations

EDGES = {b"", b",", b"\n"}  # what stands beside a quoted cell, or between a mark written twice


class Quoting:
    """A mark stands at both ends of a cell, or twice within one, and nowhere else.

    The fast reader also takes `a"b` and `"" ""` for cells. The first has fewer bytes than its
    canonical form and the second has more, so that all counts may agree though neither is in form.
    """

    def __init__(self) -> None:
        self.is_open = False  # whether what comes next stands within quotes
        self.marks = 0  # how many there have been
        self._outside = b"\n"  # the two ends of what has stood outside them since the last mark

    def goes_on_in(self, chunk: bytes) -> bool:
        """Whether the next bytes of the file keep to that."""
        first, *others = chunk.split(b'"')
        self.marks += len(others)
        pieces = [b"" if self.is_open else self._outside + first, *others]
        outside = pieces[1 if self.is_open else 0 :: 2]
        self.is_open ^= len(pieces) % 2 == 0
        last = b"" if self.is_open else outside.pop()
        self._outside = last[:1] + last[1:][-1:]
        begins = {piece[:1] for piece in outside} | {last[:1]}
        return begins | {piece[-1:] for piece in outside} <= EDGES
