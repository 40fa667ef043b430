"""The benchmarks take any file of their shape; what they cannot measure ends in one sentence."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from benchmarks import feeds, pages, same_event, same_text
from benchmarks.given import json_lines, json_objects

ROOT = Path(__file__).resolve().parents[2]
LINE = json.dumps({"article": "The crane\u2028fell.", "reference": "A crane fell."})


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (f"{LINE}\n{{oops\n".encode(), "line 2"),
        (b"[1]", "not a JSON object"),
        (b'{"article": "x"}', "reference"),
        (b'{"article": null, "reference": "x"}', "article"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_lines_of_another_shape_end_in_one_sentence(data: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        json_lines(path, {"article": str, "reference": str})
    sentence = str(ended.value)
    assert word in sentence
    assert "given.jsonl" in sentence
    assert "\n" not in sentence


def test_lines_of_the_shape_are_read_whatever_else_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    raw = '{"article": "one\u2028two", "reference": "", "extra": [1]}'
    path.write_text(f"{LINE}\r\n\n{raw}", encoding="utf-8")
    found = json_lines(path, {"article": str, "reference": str})
    assert [row["article"] for row in found] == ["The crane\u2028fell.", "one\u2028two"]


@pytest.mark.parametrize("data", ["{}", "[]", "{oops", '{"a": 1}', '{"a": {"url": "x"}}'])
def test_a_list_of_pages_of_another_shape_ends_in_one_sentence(data: str, tmp_path: Path) -> None:
    path = tmp_path / "ground-truth.json"
    path.write_text(data)
    with pytest.raises(SystemExit, match=r"ground-truth\.json"):
        json_objects(path, {"articleBody": str})


@pytest.mark.parametrize("page", [None, b"<p>not packed", gzip.compress(b"<p>cut")[:-9]])
def test_a_page_that_is_missing_or_damaged_is_named(page: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "ground-truth.json").write_text('{"one": {"articleBody": "x", "url": null}}')
    (tmp_path / "html").mkdir()
    if page is not None:
        (tmp_path / "html" / "one.html.gz").write_bytes(page)
    with pytest.raises(SystemExit, match=r"one\.html\.gz"):
        pages.cases(tmp_path)


def test_articles_too_few_or_too_short_are_said(tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_text(LINE)
    with pytest.raises(SystemExit, match="2 articles"):
        same_text.measure(path)
    path.write_text('{"event": 1, "articles": ["too short"]}')
    with pytest.raises(SystemExit, match="60 words"):
        same_event.load(path)


def test_an_archive_without_feeds_or_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "given.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("README.txt")
        archive.addfile(member, io.BytesIO())
    with pytest.raises(SystemExit, match="no feed"):
        feeds.measure(path)
    for data in (b"", b"no archive", path.read_bytes()[:30]):
        path.write_bytes(data)
        with pytest.raises(SystemExit, match="unpacked"):
            feeds.measure(path)


@pytest.mark.parametrize("name", ["pages", "same_event", "same_text", "feeds"])
def test_a_missing_file_ends_without_a_traceback(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", str(tmp_path / "nowhere")],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"nowhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1
