"""A page's lines, with what each of them is. Worked out line by line when first asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.credits import Credit, is_share_bar, read_credit
from bot.reading.line_scores import score_lines
from bot.reading.lines import Line, page_lines
from bot.reading.unfold import unfolded


class Page:
    """Lines and their scores; credits are read only of the lines somebody asks about.

    was_joined: the page had lost its line breaks, and its head was taken apart by guess.
    """

    def __init__(self, lines: Sequence[Line], *, was_joined: bool = False) -> None:
        self.lines = lines
        self.was_joined = was_joined
        self.scores = score_lines(self.lines)
        self._read: dict[int, Credit | None] = {}

    @classmethod
    def pasted(cls, text: str) -> Page:
        """The page a pasted text is."""
        lines = page_lines(text)
        parted = unfolded(lines)
        return cls(parted, was_joined=len(parted) > len(lines))

    def credit(self, position: int) -> Credit | None:
        """What the line says about the article, None where it is something else."""
        if position not in self._read:
            passed_over = self.scores[position].prose or is_share_bar(self.lines[position].text)
            before = self.lines[position - 1].text if position else ""
            self._read[position] = (
                None if passed_over else read_credit(self.lines[position], before)
            )
        return self._read[position]

    def is_credit(self, position: int) -> bool:
        """Whether the line names a time, an agency, a publisher or an author."""
        credit = self.credit(position)
        return credit is not None and not credit.is_only_section

    def is_stamp(self, position: int) -> bool:
        """Whether the line says when the article was published or updated."""
        credit = self.credit(position) if position < len(self.lines) else None
        return credit is not None and (credit.published or credit.updated) is not None
