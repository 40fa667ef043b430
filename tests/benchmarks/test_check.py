from __future__ import annotations

from collections.abc import Iterator

from benchmarks.check import committed, slower, still_slower
from benchmarks.report import Row, table


def row(
    ours: float, *, work: str = "search", higher_is_better: bool = False, steady: bool = True
) -> Row:
    return Row(
        work=work,
        unit="ms",
        ours=ours,
        other_way="LIKE",
        other=10,
        higher_is_better=higher_is_better,
        steady=steady,
    )


def test_a_written_table_is_read_back() -> None:
    alone = Row(work="alone", unit="s", ours=1)
    assert committed("\n".join(table([row(5), row(20, work="find"), alone]))) == {
        "search": 0.5,
        "find": 2.0,
    }


def test_a_ratio_is_worse_only_beyond_the_tolerance() -> None:
    assert slower([row(14)], {"search": 0.5}) == {}
    assert slower([row(16)], {"search": 0.5}) == {"search": (0.5, 1.6)}
    assert slower([row(1)], {"search": 0.5}) == {}
    assert slower([row(16)], {"other": 0.5}) == {}
    assert slower([row(16, steady=False)], {"search": 0.5}) == {}


def test_of_a_rate_less_is_worse() -> None:
    assert slower([row(1.6, higher_is_better=True)], {"search": 0.5}) == {"search": (0.5, 0.16)}
    assert slower([row(99, higher_is_better=True)], {"search": 0.5}) == {}


def test_what_is_slower_once_is_no_regression() -> None:
    def runs(*figures: float) -> Iterator[list[Row]]:
        return iter([[row(figure)] for figure in figures])

    before = {"search": 0.5}
    once = runs(90, 90, 5)
    assert still_slower(lambda: next(once), before) == {}
    always = runs(90, 80, 70)
    assert still_slower(lambda: next(always), before) == {"search": (0.5, 7.0)}
    never = runs(5)
    assert still_slower(lambda: next(never), before) == {}
