"""Reads a file's YAML into plain data, and refuses what would surprise its reader.

Anchors, tags, several documents and a key given twice are refused. The text is read as a stream of events, so that no input, however deep,
exhausts the stack.
"""

from dataclasses import dataclass, field

import yaml

from blueprint.facts.table import LOADER
from blueprint.settings import scalars
from blueprint.settings.problems import Problem, printable, shown

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]

DEEPEST = 16
LARGEST_BYTES = 1 << 20


class MalformedError(Exception):
    """Reading cannot go on; carries the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.field)
        self.problem = problem


@dataclass
class Document:
    """What was read: the root mapping, the line of every path, and the problems that did not stop the reading."""

    root: dict[str, Plain] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Open:
    """A mapping or list that has begun and not ended; `key` waits for its value."""

    path: Path
    content: list[Plain] | dict[str, Plain]
    key: str | None = None
    is_repeated: bool = False

    def next_path(self) -> Path:
        return (*self.path, len(self.content)) if isinstance(self.content, list) else (*self.path, self.key or "")


def read(content: bytes, what: str = "deployment") -> Document:
    """Read one file.

    Args:
        content: The file's bytes.
        what: What such a file describes, for the problems.

    Raises:
        MalformedError: It is not one YAML mapping in UTF-8 of sane size and depth.
    """
    if len(content) > LARGEST_BYTES:
        raise MalformedError(Problem("file", "too large", f"at most {LARGEST_BYTES} bytes"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(Problem(f"byte {error.start}", shown(content[error.start : error.start + 4].hex()), "UTF-8 text")) from None
    try:
        return _Builder(what).build(text)
    except yaml.YAMLError as error:
        raise MalformedError(_syntax_problem(error)) from None


class _Builder:
    """Builds the document from YAML events, one stack entry an open mapping or list."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.document = Document()
        self.stack: list[_Open] = []
        self.has_root = False

    def build(self, text: str) -> Document:
        for event in yaml.parse(text, Loader=LOADER):
            self.take(event)
        if not self.has_root:
            raise MalformedError(Problem("file", "empty", f"a mapping that describes a {self.what}"))
        return self.document

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise MalformedError(_at(event, "an anchor or alias", "write the value out: a reader should find it where it is used"))
        if tag := getattr(event, "tag", None):
            raise MalformedError(_at(event, shown(tag), "no tag: a value's form says what it is"))
        if isinstance(event, yaml.DocumentStartEvent) and self.has_root:
            raise MalformedError(_at(event, "a second document", f"one {self.what} a file"))
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event)

    def open(self, event: yaml.Event) -> None:
        content: list[Plain] | dict[str, Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if len(self.stack) >= DEEPEST:
            raise MalformedError(_at(event, "a value inside a value", f"at most {DEEPEST} levels"))
        if not self.stack:
            if isinstance(content, list):
                raise MalformedError(_at(event, "a list", f"a mapping that describes a {self.what}"))
            self.document.root, self.has_root = content, True
            self.stack.append(_Open((), content))
            return
        if self.awaits_key():
            raise MalformedError(_at(event, "a mapping or list as a key", "a word as a key"))
        path = self.stack[-1].next_path()
        self.put(content, event)
        self.stack.append(_Open(path, content))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        value = scalars.resolve(event.value) if event.implicit[0] else event.value
        if not self.stack:
            if value is None:
                return
            raise MalformedError(_at(event, "a single value", f"a mapping that describes a {self.what}"))
        if self.awaits_key():
            self.key(event)
        else:
            self.put(value, event)

    def awaits_key(self) -> bool:
        return isinstance(self.stack[-1].content, dict) and self.stack[-1].key is None

    def key(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1]
        top.key, top.is_repeated = event.value, event.value in top.content
        path = top.next_path()
        if top.is_repeated:
            self.document.problems.append(
                Problem(field_name(path), f"again at {_place(event)}", f"one value a key; the first is at line {self.document.lines[path]}")
            )
        else:
            self.document.lines[path] = _line(event)

    def put(self, value: Plain, event: yaml.Event) -> None:
        """Store a value under the waiting key or at the list's end; of a key given twice the first value stays."""
        top = self.stack[-1]
        if isinstance(top.content, list):
            self.document.lines[top.next_path()] = _line(event)
            top.content.append(value)
            return
        if not top.is_repeated:
            top.content[top.key or ""] = value
        top.key, top.is_repeated = None, False


def field_name(path: Path) -> str:
    """A path as people write it: `network.zones[2]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part or repr(part)}"
    return printable(text.removeprefix("."))


def _at(event: yaml.Event, value: str, allowed: str) -> Problem:
    return Problem(_place(event), value, allowed)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _place(event: yaml.Event) -> str:
    return f"line {_line(event)}, column {event.start_mark.column + 1 if event.start_mark else 0}"


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else f"character {getattr(error, 'position', 0)}"
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return Problem(place, "not YAML", printable(str(reason)))
