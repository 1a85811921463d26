"""Server-sent events, as the WHATWG's HTML standard defines them (section 9.2.6), as far as OpenAI's streams use them: `data` alone."""

import re

LINE_END = re.compile(rb"\r\n|\n|\r")


class EventParser:
    """Cuts a byte stream, in whatever pieces it comes, into the data of its events."""

    def __init__(self) -> None:
        self._rest, self._data = b"", list[bytes]()

    def feed(self, piece: bytes) -> list[str]:
        """Take the next bytes, give the data of all events that they complete."""
        self._rest += piece
        found = []
        while (line := self._line()) is not None:
            if line:
                self._field(line)
            elif self._data:
                found.append(b"\n".join(self._data).decode("utf-8", errors="replace"))
                self._data.clear()
        return found

    def _line(self) -> bytes | None:
        """The next whole line; a carriage return at the very end may be half of a line end, so it waits."""
        end = LINE_END.search(self._rest)
        if end is None or (end.group() == b"\r" and end.end() == len(self._rest)):
            return None
        line, self._rest = self._rest[: end.start()], self._rest[end.end() :]
        return line

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
