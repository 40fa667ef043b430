"""The operator's commands in a shell of their own: what they print, and how they end."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries import CANARIES, FILES

ROOT = Path(__file__).resolve().parents[2]


def dateline(
    *arguments: str, stdin: bytes = b"", cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "", **(env or {})},
        timeout=120,
        check=False,
    )
    CANARIES.printed(done.stdout, done.stderr, words=FILES)  # an operator sees every server
    return done


def one_sentence(done: subprocess.CompletedProcess[bytes]) -> str:
    """The error line; fails on tracebacks, several lines, or a zero exit."""
    assert done.returncode != 0
    error = done.stderr.decode()
    assert "Traceback" not in error
    lines = error.strip().splitlines()
    assert len(lines) == 1, error
    assert done.stdout == b""
    return lines[0]


def test_the_seed_page_is_read_as_the_readme_promises(seed_page: Path, tmp_path: Path) -> None:
    done = dateline("read", str(seed_page), "--json", cwd=tmp_path)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["headline"] == "China wages war against infant-trafficking"
    assert found["section"] == ["China", "Society"]
    assert found["agency"] == "Xinhua"
    assert found["dateline"] == "BEIJING"
    assert found["updated_at"] == "2011-08-09T08:55+08:00"
    assert found["zone_inferred"] is True
    assert len(found["body"]) == 9
    facts = " | ".join(fact["text"] for fact in found["key_facts"])
    assert "104" in facts
    assert "two major" in facts
    kept = json.dumps({key: value for key, value in found.items() if key != "furniture"})
    for word in ("Twitter", "E-paper", "Valentine", "Li Xing", "Monsanto", "Palace Museum"):
        assert word not in kept
    for passage in found["summary"]:
        assert passage["text"] in found["body"][passage["paragraph"]]


def test_a_page_is_read_from_standard_input(seed_page: Path, tmp_path: Path) -> None:
    by_path = dateline("read", str(seed_page), "--json", cwd=tmp_path)
    by_pipe = dateline("read", "-", "--json", stdin=seed_page.read_bytes(), cwd=tmp_path)
    assert by_pipe.stdout == by_path.stdout


def test_a_page_is_laid_out_for_a_person(seed_page: Path, tmp_path: Path) -> None:
    shown = dateline("read", str(seed_page), cwd=tmp_path)
    text = shown.stdout.decode()
    assert shown.returncode == 0
    assert "China wages war against infant-trafficking" in text
    assert "Key facts" in text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 64, "text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "picture"),
        (b"A line of five megabytes. " * 200_000, "KiB"),
        (b"Twitter Facebook\nE-paper\nSpecials\nSpace race\n", "article"),
        (b"word " * 30, "sentence"),
    ],
)
def test_bad_input_ends_in_one_sentence(data: bytes, word: str, tmp_path: Path) -> None:
    done = dateline("read", "-", "--json", stdin=data, cwd=tmp_path)
    assert word.lower() in one_sentence(done).lower()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.txt" in one_sentence(dateline("read", "nowhere.txt", cwd=tmp_path))


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    assert b"Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


WEB_PAGE = """<!doctype html><html lang="en"><title>Bridge opens a year early</title>
<article><h1>Bridge opens a year early</h1>
<p>The new bridge over the river was opened to traffic on Monday, a year before it was due. The town
had paid the builders 4 million crowns more to finish before the bicycle race in the summer.</p>
<p>It carries two lanes and a path for walkers. Some 9,000 vehicles a day are expected, the town's
engineer said, and the old bridge will be closed for repairs until the autumn.</p></article></html>
"""


def test_several_inputs_print_a_line_each_in_order_and_go_on(
    seed_page: Path, tmp_path: Path
) -> None:
    (tmp_path / "saved.html").write_text(WEB_PAGE)
    (tmp_path / "empty.txt").write_bytes(b"")
    inputs = [str(seed_page), "nowhere.txt", "saved.html", "http://127.0.0.1:8080/", "empty.txt",
              "http://169.254.169.254/latest/", "file:///etc/passwd", "-"]  # fmt: skip
    done = dateline("read", *inputs, stdin=seed_page.read_bytes(), cwd=tmp_path)
    found = lines(done)
    assert [line["input"] for line in found] == inputs
    assert ["error" in line for line in found] == [0, 1, 0, 1, 1, 1, 1, 0]
    assert done.returncode == 5
    assert found[2]["headline"] == "Bridge opens a year early"
    alone = json.loads(dateline("read", str(seed_page), "--json", cwd=tmp_path).stdout)
    assert found[0] == {"input": str(seed_page), **alone}
    assert found[7] == {"input": "-", **alone}


def test_the_exit_code_counts_failures_up_to_a_hundred(tmp_path: Path) -> None:
    done = dateline("read", *(f"no{n}.txt" for n in range(130)), cwd=tmp_path)
    assert len(lines(done)) == 130
    assert done.returncode == 100


@pytest.mark.parametrize(
    "data",
    [WEB_PAGE.encode(), b"\n<!-- saved -->\n" + WEB_PAGE.encode(), WEB_PAGE.encode("utf-16")],
)
def test_a_web_page_in_a_file_is_known_by_its_content(data: bytes, tmp_path: Path) -> None:
    found = json.loads(dateline("read", "-", "--json", stdin=data, cwd=tmp_path).stdout)
    assert found["headline"] == "Bridge opens a year early"
    assert "9,000 vehicles" in str(found["body"])
    assert found["origins"]["headline"]


@pytest.mark.parametrize(
    ("address", "word"),
    [("http://10.0.0.1/", "public web"), ("https://[::1]/", "public web"),
     ("http://127.1/", "host"), ("ftp://a.example/", "https"), ("http://a.example:22/", "port")],
)  # fmt: skip
def test_an_address_that_may_not_be_read_ends_in_one_sentence(
    address: str, word: str, tmp_path: Path
) -> None:
    assert word in one_sentence(dateline("read", address, cwd=tmp_path))


def test_an_endless_file_is_refused(tmp_path: Path) -> None:
    assert "/dev/zero" not in one_sentence(dateline("read", "/dev/zero", cwd=tmp_path))


def test_running_without_a_token_says_where_to_put_it(tmp_path: Path) -> None:
    error = one_sentence(dateline("run", cwd=tmp_path))
    assert "DISCORD_TOKEN" in error
    assert "dateline demo" in error


def test_a_database_from_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "dateline.sqlite3"
    made = dateline("run", cwd=tmp_path, env={"DISCORD_TOKEN": "x", "DISCORD_SOCKET": "none.sock"})
    assert "Discord" in one_sentence(made)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()
    before = path.read_bytes()
    done = dateline("run", cwd=tmp_path, env={"DISCORD_TOKEN": "x"})
    assert "newer" in one_sentence(done)
    assert path.read_bytes() == before


def test_an_unusable_data_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    error = one_sentence(dateline("run", cwd=tmp_path, env={"DISCORD_TOKEN": "x"}))
    assert "data" in error


def test_wrong_settings_are_all_named_in_one_sentence(tmp_path: Path) -> None:
    env = {"DATELINE_GRACE_HOURS": "-1", "DATELINE_LOG_FORMAT": "xml"}
    error = one_sentence(dateline("run", cwd=tmp_path, env=env))
    assert "DATELINE_GRACE_HOURS" in error
    assert "DATELINE_LOG_FORMAT" in error


def test_the_demo_posts_a_story_and_prints_what_it_reads_back(
    seed_page: Path, tmp_path: Path
) -> None:
    done = dateline("demo", "--once", "--story", str(seed_page), cwd=tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "China wages war against infant-trafficking" in text
    assert "From the archive" in text
    assert "Xinhua" in text
    assert "9 August 2011" in text


def test_the_demo_says_which_story_it_could_not_take(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = dateline("demo", "--once", "--story", "empty.txt", cwd=tmp_path)
    assert done.returncode != 0
    assert "empty" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_ctrl_c_ends_the_demo_cleanly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if b"Open http://127.0.0.1:" in line:
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"Traceback" not in errors


FEED = b"""<rss version="2.0"><channel><title>The Quay</title><item><title>Crane</title>
<link>/crane</link><pubDate>Mon, 23 Nov 2026 08:55:00 +0100</pubDate>
<description>The crane lifted 14 boxes on Monday.</description></item></channel></rss>"""


def test_a_feed_is_shown_as_the_stories_it_would_become(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    done = dateline("feed", "check", "feed.xml", "--json", cwd=tmp_path)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert (found["state"], found["kind"], found["title"]) == ("accepted", "RSS 2.0", "The Quay")
    (entry,) = found["entries"]
    assert entry["headline"] == "Crane"
    assert entry["published_at"] == "2026-11-23T08:55+01:00"
    assert entry["summary"][0]["text"] == "The crane lifted 14 boxes on Monday."
    assert b"Crane" in dateline("feed", "check", "-", stdin=FEED, cwd=tmp_path).stdout


def test_an_entry_that_comes_twice_is_shown_once(tmp_path: Path) -> None:
    item = FEED[FEED.index(b"<item>") : FEED.index(b"</channel>")]
    twice = FEED.replace(item, item * 2)
    done = dateline("feed", "check", "-", "--json", stdin=twice, cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (len(found["entries"]), found["left_out"]) == (1, 1)


def test_what_is_no_feed_is_quarantined_with_a_reason(tmp_path: Path) -> None:
    done = dateline("feed", "check", "-", "--json", stdin=b"/etc/passwd", cwd=tmp_path)
    assert done.returncode == 2
    found = json.loads(done.stdout)
    assert found["state"] == "quarantined"
    assert "no feed" in found["reason"]


def test_a_feed_that_is_not_there_is_quarantined_too(tmp_path: Path) -> None:
    done = dateline("feed", "check", "nowhere.xml", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be opened" in json.loads(done.stdout)["reason"]
