"""Is a zstd file whole? A reader of the stream cannot tell a file that was cut off from one that ends.

Frames are walked by the sizes in their block headers (RFC 8878, section 3.1.1); nothing is decompressed.
"""

import struct
from typing import IO

import zstandard

SKIPPABLE = range(0x184D2A50, 0x184D2A60)
LONGEST_HEADER = 18
RUN_LENGTH_BLOCK = 1


def is_whole(stream: IO[bytes]) -> bool:
    """Does the last frame of a seekable stream, read from its beginning, end where the stream does?"""
    end = stream.seek(0, 2)
    at = stream.seek(0)
    while at < end:
        head = stream.read(LONGEST_HEADER)
        if len(head) >= 8 and struct.unpack_from("<I", head)[0] in SKIPPABLE:
            at += 8 + int(struct.unpack_from("<I", head, 4)[0])
        elif (after := _frame_end(stream, at, head)) is not None:
            at = after
        else:
            return False
        stream.seek(at)
    return at == end


def _frame_end(stream: IO[bytes], start: int, head: bytes) -> int | None:
    """Where a frame ends by what its blocks say; None if it has no valid header, or no last block."""
    try:
        has_checksum = zstandard.get_frame_parameters(head).has_checksum
        at = start + zstandard.frame_header_size(head)
    except zstandard.ZstdError:
        return None
    while True:
        stream.seek(at)
        header = stream.read(3)
        if len(header) < 3:
            return None
        told = int.from_bytes(header, "little")
        is_last, kind, size = told & 1, told >> 1 & 3, told >> 3
        at += 3 + (1 if kind == RUN_LENGTH_BLOCK else size)
        if is_last:
            return at + 4 * has_checksum
