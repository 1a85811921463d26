"""Where artefacts lie: a folder (`file://…` or a plain path) or a bucket (`s3://…`), behind the same few verbs.

Every write is atomic: a reader sees the whole artefact or none. Paths inside a store are relative, with `/`.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from containers.common.errors import UserError


class Store(Protocol):
    """The verbs of an artefact store."""

    uri: str

    def writing(self, path: str) -> contextlib.AbstractContextManager[Path]:
        """Give a local file to write; it becomes the artefact when the block ends well, and vanishes when it does not."""
        ...

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write an artefact in one go."""
        ...

    def read_bytes(self, path: str) -> bytes:
        """Read an artefact; FileNotFoundError if there is none."""
        ...

    def open(self, path: str) -> contextlib.AbstractContextManager[IO[bytes]]:
        """Read an artefact as a stream; FileNotFoundError if there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Is there an artefact of this very path?"""
        ...

    def list(self, prefix: str = "") -> "list[str]":
        """The paths of all artefacts under a folder, sorted."""
        ...

    def delete(self, path: str) -> None:
        """Remove an artefact; one that is not there is no error."""
        ...

    def local(self, path: str = "") -> Path:
        """Give an artefact, or a whole folder, as a local path to read: a bucket's is fetched first."""
        ...

    def at(self, path: str) -> "Store":
        """The store of a folder inside this one."""
        ...


def open_store(uri: str | Path, s3_client: Any = None) -> Store:  # noqa: ANN401  (boto3 clients have no static type)
    """Open the store that a URI names.

    Args:
        uri: a plain path, `file:///…` or `s3://bucket/prefix`.
        s3_client: a boto3 S3 client, needed for `s3://` alone.

    Raises:
        UserError: for another scheme, a file where a folder is needed, or `s3://` without a client.
    """
    text = str(uri)
    parts = urlsplit(text)
    if "://" not in text:
        return FolderStore(Path(text))
    if parts.scheme == "file" and parts.netloc in {"", "localhost"}:
        return FolderStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        if s3_client is None:
            raise UserError(f"{text}: a bucket needs an S3 client, which the caller passes in")
        return BucketStore(parts.netloc, parts.path.strip("/"), s3_client)
    raise UserError(f"{text}: allowed: a path, file:///PATH or s3://BUCKET/PREFIX")


def checked(path: str, *, empty_allowed: bool = False) -> str:
    """Refuse a path that would leave the store.

    Raises:
        ValueError: for an absolute path, one with `..`, or an empty one.
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or (not pure.parts and not empty_allowed):
        raise ValueError(f"not a path inside a store: {path!r}")
    return "" if not pure.parts else pure.as_posix()


class FolderStore:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.uri = self.folder.as_uri()
        if self.folder.exists() and not self.folder.is_dir():
            raise UserError(f"{self.folder}: is a file; a folder is needed")

    @contextlib.contextmanager
    def writing(self, path: str) -> Iterator[Path]:
        """See `Store.writing`: a temporary sibling, renamed over the target."""
        target = self.folder / checked(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.parent / f".{target.name}.{os.getpid()}.part"
        try:
            yield temporary
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def write_bytes(self, path: str, data: bytes) -> None:
        """See `Store.write_bytes`."""
        with self.writing(path) as temporary:
            temporary.write_bytes(data)

    def read_bytes(self, path: str) -> bytes:
        """See `Store.read_bytes`."""
        return (self.folder / checked(path)).read_bytes()

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """See `Store.open`."""
        with (self.folder / checked(path)).open("rb") as stream:
            yield stream

    def exists(self, path: str) -> bool:
        """See `Store.exists`."""
        return (self.folder / checked(path)).is_file()

    def list(self, prefix: str = "") -> list[str]:
        """See `Store.list`; unfinished writes are not artefacts."""
        start = self.folder / checked(prefix, empty_allowed=True)
        files = (found for found in start.rglob("*") if found.is_file() and not found.name.endswith(".part"))
        return sorted(found.relative_to(self.folder).as_posix() for found in files)

    def delete(self, path: str) -> None:
        """See `Store.delete`."""
        (self.folder / checked(path)).unlink(missing_ok=True)

    def local(self, path: str = "") -> Path:
        """See `Store.local`: the file itself."""
        return self.folder / checked(path, empty_allowed=True)

    def at(self, path: str) -> "FolderStore":
        """See `Store.at`."""
        return FolderStore(self.folder / checked(path))


class BucketStore:
    """A prefix of a bucket. S3 makes a PUT or a completed multipart upload visible at once, so writes are atomic."""

    def __init__(self, bucket: str, prefix: str, client: Any) -> None:  # noqa: ANN401  (boto3 clients have no static type)
        self.bucket, self.prefix, self.client = bucket, prefix, client
        self.uri = f"s3://{bucket}/{prefix}".rstrip("/")
        self._cache: tempfile.TemporaryDirectory[str] | None = None

    def _key(self, path: str, *, empty_allowed: bool = False) -> str:
        return "/".join(part for part in (self.prefix, checked(path, empty_allowed=empty_allowed)) if part)

    @contextlib.contextmanager
    def writing(self, path: str) -> Iterator[Path]:
        """See `Store.writing`: uploaded when the block ends well."""
        key = self._key(path)
        with tempfile.TemporaryDirectory() as folder:
            temporary = Path(folder) / PurePosixPath(path).name
            yield temporary
            self.client.upload_file(str(temporary), self.bucket, key)

    def write_bytes(self, path: str, data: bytes) -> None:
        """See `Store.write_bytes`."""
        self.client.put_object(Bucket=self.bucket, Key=self._key(path), Body=data)

    def read_bytes(self, path: str) -> bytes:
        """See `Store.read_bytes`."""
        with self.open(path) as stream:
            return stream.read()

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """See `Store.open`."""
        try:
            body = self.client.get_object(Bucket=self.bucket, Key=self._key(path))["Body"]
        except self.client.exceptions.NoSuchKey:
            raise FileNotFoundError(f"{self.uri}/{path}") from None
        with contextlib.closing(body):
            yield cast("IO[bytes]", body)

    def exists(self, path: str) -> bool:
        """See `Store.exists`."""
        key = self._key(path)
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=key, MaxKeys=1)
        return any(entry["Key"] == key for entry in found.get("Contents", []))

    def list(self, prefix: str = "") -> list[str]:
        """See `Store.list`."""
        start = self._key(prefix, empty_allowed=True)
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{start}/" if start else "")
        cut = len(self.prefix) + 1 if self.prefix else 0
        return sorted(entry["Key"][cut:] for page in pages for entry in page.get("Contents", []))

    def delete(self, path: str) -> None:
        """See `Store.delete`."""
        self.client.delete_object(Bucket=self.bucket, Key=self._key(path))

    def local(self, path: str = "") -> Path:
        """See `Store.local`: fetched into a temporary folder that lives as long as this store."""
        self._cache = self._cache or tempfile.TemporaryDirectory()
        root = Path(self._cache.name)
        wanted = [path] if path and self.exists(path) else self.list(path)
        for found in wanted:
            target = root / found
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                self.client.download_file(self.bucket, self._key(found), str(target))
        return root / checked(path, empty_allowed=True)

    def at(self, path: str) -> "BucketStore":
        """See `Store.at`."""
        return BucketStore(self.bucket, self._key(path), self.client)
