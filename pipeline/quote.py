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
        self.line_ends = 0  # how many line ends stood within quotes
        self._outside = b"\n"  # the two ends of what has stood outside them since the last mark

    def goes_on_in(self, chunk: bytes) -> bool:
        """Whether the next bytes of the file keep to that."""
        if b'"' not in chunk and self._outside:  # as in most: nothing is to be taken apart
            self._outside = self._outside[:1] + chunk[-1:]
            return True
        first, *others = chunk.split(b'"')
        if self.is_open:
            inside, outside = [first, *others[1::2]], others[::2]
        else:
            inside, outside = others[::2], [self._outside + first, *others[1::2]]
        self.marks += len(others)
        self.line_ends += b"".join(inside).count(b"\n")
        self.is_open ^= len(others) % 2 == 1
        last = b"" if self.is_open else outside.pop()
        self._outside = last[:1] + last[1:][-1:]
        begins = {piece[:1] for piece in outside} | {last[:1]}
        return begins | {piece[-1:] for piece in outside} <= EDGES
