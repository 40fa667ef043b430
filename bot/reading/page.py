"""A page's lines, with what each of them is. Worked out line by line when first asked for."""

from __future__ import annotations

from bot.reading.credits import Credit, read_credit
from bot.reading.line_scores import score_lines
from bot.reading.lines import page_lines
from bot.reading.unfold import unfolded


class Page:
    """Lines and their scores; credits are read only of the lines somebody asks about."""

    def __init__(self, text: str) -> None:
        lines = page_lines(text)
        self.lines = unfolded(lines)
        self.was_joined = len(self.lines) > len(lines)
        self.scores = score_lines(self.lines)
        self._read: dict[int, Credit | None] = {}

    def credit(self, position: int) -> Credit | None:
        """What the line says about the article, None where it is something else."""
        if position not in self._read:
            running_text = self.scores[position].prose
            before = self.lines[position - 1].text if position else ""
            self._read[position] = (
                None if running_text else read_credit(self.lines[position], before)
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
