"""One process a database: two real processes, a kill, and file systems that do not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage import open_storage
from storage.errors import InUse
from storage.lock import file_system, sole_process

HOLD = """
import sys
from pathlib import Path
from storage.lock import sole_process
with sole_process(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_with_the_first_ones_number(path: Path) -> None:
    with hold(path) as process:
        with pytest.raises(InUse, match=f"process {process.pid}"), sole_process(path):
            pass
        process.communicate("")
    with sole_process(path):
        pass


def test_a_killed_process_holds_nothing(path: Path) -> None:
    with hold(path) as process:
        process.kill()
        process.wait()
        with sole_process(path):
            pass


async def test_the_service_opens_its_storage_alone_and_tools_beside_it(path: Path) -> None:
    async with open_storage(path, alone=True):
        async with open_storage(path):
            pass
        with pytest.raises(InUse):
            async with open_storage(path, alone=True):
                pass
    async with open_storage(path, alone=True):
        pass


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv/news nfs4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/dateline", "ext4"),
        ("/srv/newsletter", "ext4"),
        ("/srv/news", "nfs4"),
        ("/srv/news/data", "nfs4"),
        ("/mnt/my share/data", "cifs"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS) == kind


def test_where_mounts_are_not_told_nothing_is_refused() -> None:
    assert file_system(Path("/anywhere"), "") == ""
