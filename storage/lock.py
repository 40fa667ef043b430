"""One process a database: a lock beside the file, for as long as the service writes to it.

The operating system holds it, so that it is free again however the process ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import InUse, OnNetwork, Unwritable

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs",
     "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph-fuse"}
)  # fmt: skip
"""SQLite's log needs shared memory, which these do not share between machines."""

MOUNTS = Path("/proc/self/mounts")


@contextmanager
def sole_process(path: Path) -> Generator[None]:
    """Hold the database at `path` alone. Raises InUse, OnNetwork, Unwritable."""
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(path, os.pread(descriptor, 20, 0).decode(errors="replace")) from None
        except OSError as error:
            raise Unwritable(path) from error
        with contextlib.suppress(OSError):  # on a full disk the lock holds without its number
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = file_system(path.parent, _mounts())
        if kind in NETWORK:
            raise OnNetwork(path, kind)
        # Never removed: whoever removes a lock's file lets two hold it.
        lock = path.with_name(path.name + ".lock")
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unwritable(path.parent) from error


def file_system(folder: Path, mounts: str) -> str:
    """The kind of file system a folder lies on, by /proc/self/mounts; "" if unknown."""
    found, kind = "", ""
    real = os.path.realpath(folder)
    for line in mounts.splitlines():
        _, point, here, *_ = [*line.split(" "), "", "", ""]
        point = point.encode().decode("unicode_escape")  # a blank stands there as \\040
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found):
            found, kind = point, here
    return kind


def _mounts() -> str:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # not Linux
