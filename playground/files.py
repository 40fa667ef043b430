"""Uploaded files: kept in memory, described as Discord's attachments, read back from the "CDN"."""

from __future__ import annotations

import mimetypes
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CDN = "https://cdn.discordapp.com"
MEDIA = "https://media.discordapp.net"

# Shown in the browser as they are; everything else is offered as a download only.
SAFE_TO_SHOW = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(slots=True, frozen=True)
class Upload:
    """A file somebody sends: `Upload("page.txt", b"...")`."""

    filename: str
    content: bytes
    description: str | None = None
    content_type: str | None = None


@dataclass(slots=True, frozen=True)
class Stored:
    filename: str
    content: bytes
    content_type: str


class Files:
    """What was uploaded, by the path of its url."""

    def __init__(self) -> None:
        self._by_path: dict[str, Stored] = {}

    def __iter__(self) -> Iterator[Stored]:
        return iter(tuple(self._by_path.values()))

    def keep(self, folder: str, file_id: int, upload: Upload) -> dict[str, Any]:
        """Store it under `folder` and return Discord's attachment object."""
        name = safe_name(upload.filename)
        content_type = upload.content_type or guess_type(name)
        path = f"/{folder}/{file_id}/{name}"
        self._by_path[path] = Stored(name, upload.content, content_type)
        signature = "?ex=7fffffff&is=0&hm=" + f"{file_id:032x}&"
        data: dict[str, Any] = {
            "id": str(file_id),
            "filename": name,
            "size": len(upload.content),
            "url": CDN + path + signature,
            "proxy_url": MEDIA + path + signature,
            "content_type": content_type,
        }
        if upload.description:
            data["description"] = upload.description
        size = image_size(upload.content)
        if size:
            data["width"], data["height"] = size
        if folder.startswith("ephemeral"):
            data["ephemeral"] = True
        return data

    def at(self, path: str) -> Stored | None:
        return self._by_path.get(path)


def safe_name(filename: str) -> str:
    """Discord keeps letters, digits, dot, dash and underscore of a file's name."""
    return re.sub(r"[^\w.\-]+", "_", filename, flags=re.ASCII).strip("._") or "unknown"


def guess_type(filename: str) -> str:
    guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def image_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels of a PNG, GIF or JPEG; None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def grey_square(side: int = 64, shade: int = 128) -> bytes:
    """A PNG for those who have no picture."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = (b"\x00" + bytes([shade]) * side) * side
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
