"""What the text that a node starts with fetches from elsewhere: addresses, buckets, packages by name; archives inside it are unpacked."""

import io
import re
import tarfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address

from assurance.evidence.encoded import MOST_BYTES, decoded
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.images import OWN_REGISTRY
from assurance.evidence.scope import partition_named
from assurance.evidence.values import render

PACKED = re.compile(
    r"(?:^[A-Za-z0-9+/]{60,76}\n)+(?:^(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2,4}={0,2}$)?|[A-Za-z0-9+/]{40,}={0,2}", re.MULTILINE
)
"""Base64 inside a script: the lines of a here-document, or one long word."""

DEEPEST = 4
COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
CONTINUED = re.compile(r"\\\n\s*")
URL = re.compile(r"\b(?:https?|ftp|git|ssh)://(?:[^\s/@\"']*@)?(?P<host>\[[0-9A-Fa-f:]+\]|[^\s/:\"'<>|;),`]+)")
BUCKET = re.compile(r"\bs3://(?P<bucket>[^\s/\"'<>|;),`]+)")
BUCKET_HOST = re.compile(r"^(?:(?P<bucket>.+)\.)?s3[.-](?:[a-z0-9.-]+\.)?amazonaws\.")
BARE = re.compile(r"\b(?:curl|wget)\s[^\n|;&]*?(?<=[\s\"'])(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/")
START = r"(?:^|[\s;&|(\"'`])"
INSTALLERS = "pip3?|uv pip|conda|mamba|npm|gem|cargo|apt|apt-get|dnf|yum|zypper|snap|amazon-linux-extras"
NAMED = re.compile(
    rf"{START}(?P<tool>(?:{INSTALLERS})(?=\s[^\n;&|]*\binstall\b)|(?:docker|podman|nerdctl|helm)(?=\s+pull\b)|git(?=\s+clone\b))"
    r"\s+(?:-\S+\s+)*(?P<verb>install|pull|clone)\b(?P<rest>[^\n;&|]*)",
    re.MULTILINE,
)
"""A package, an image or a repository by a name that something outside turns into code."""

SPOKEN = re.compile(r"^\s*(?:echo|printf|logger)\b[^|>;&`$\n]*$", re.MULTILINE)
"""What a script only says."""

FROM_HERE = ("--no-index", "--offline")
FILES = (".whl", ".rpm", ".deb", ".tgz", ".tar.gz")
METADATA = ("localhost", "ip6-localhost")
CDK_BUCKET = re.compile(r"^cdk-[a-z0-9]+-assets-(?P<account>[0-9]{12})-[a-z0-9-]+$")


def fetched(text: str, graph: TemplateGraph) -> Iterator[str]:
    """What a start-up text takes from elsewhere, each as a sentence's end; a name that only the node will know is left alone.

    Args:
        text: As the template has it: plain, or in base64, compressed or not.
        graph: Whose buckets and registries are the deployment's own.
    """
    for script in unpacked(text):
        yield from _of_script(script, graph)


@lru_cache(maxsize=256)
def unpacked(text: str, depth: int = 0) -> tuple[str, ...]:
    """A text and every text that it holds in base64: compressed, in an archive, or plain."""
    whole = decoded(text)
    if whole is not None and depth < DEEPEST:
        return unpacked(whole, depth + 1)
    inner = [each for found in PACKED.finditer(text) for each in _contents(found[0])] if depth < DEEPEST else []
    return (text, *(more for each in inner for more in unpacked(each, depth + 1)))


def not_ours(bucket: str, graph: TemplateGraph) -> bool:
    """Whether a bucket's name is told and no bucket of the deployment has it; the CDK's own bucket is told by its account."""
    if "$" in bucket:
        return False
    named = CDK_BUCKET.match(bucket)
    if named and named["account"] in graph.scope.accounts:
        return False
    return all(render(name) != bucket for own in graph.of_type("AWS::S3::Bucket") for name in own.at("BucketName"))


def _contents(packed: str) -> Iterator[str]:
    """What base64 holds; without its last line, too, which may be the word that ends a here-document."""
    lines = packed.split()
    for kept in (lines, lines[:-1]):
        try:
            content = b64decode("".join(kept), validate=True)
            if content.startswith(b"\x1f\x8b"):
                content = zlib.decompressobj(wbits=31).decompress(content, MOST_BYTES)
            inner = [*_files(content)] if content[257:262] == b"ustar" else [content.decode("utf-8")]
        except (ValueError, zlib.error, tarfile.TarError, EOFError):
            continue
        yield from inner


def _files(content: bytes) -> Iterator[str]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in archive:
            if entry.isfile() and (file := archive.extractfile(entry)) is not None:
                yield file.read(MOST_BYTES).decode("utf-8", errors="replace")


def _of_script(script: str, graph: TemplateGraph) -> Iterator[str]:
    code = SPOKEN.sub("", CONTINUED.sub(" ", COMMENT.sub("", script)))
    for found in (*URL.finditer(code), *BARE.finditer(code)):
        host = found["host"]
        if bucket := BUCKET_HOST.match(host):
            name = bucket["bucket"] or code[found.end() :].lstrip("/").partition("/")[0]
            if not_ours(name, graph):
                yield f"the bucket {name}, which these templates do not make"
        elif _is_outside(host, graph):
            yield f"{host}, which is no place of this deployment"
    for found in BUCKET.finditer(code):
        if not_ours(found["bucket"], graph):
            yield f"the bucket {found['bucket']}, which these templates do not make"
    for found in NAMED.finditer(code):
        if (name := _name_of(found, graph)) is not None:
            yield f"what {found['tool']} {found['verb']} finds under the name {name}"


def _is_outside(host: str, graph: TemplateGraph) -> bool:
    """Whether an address is one that the node would have to leave the deployment for; AWS's interfaces are judged by other claims."""
    if "$" in host or host in METADATA or ("." not in host.strip("[]") and ":" not in host):
        return False
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return not host.endswith((".internal", ".local", ".svc", *(f".{suffix}" for suffix in _suffixes(graph))))


def _suffixes(graph: TemplateGraph) -> tuple[str, ...]:
    partition = partition_named(graph.scope.partition)
    return partition.dns_suffixes if partition else ()


def _name_of(found: re.Match[str], graph: TemplateGraph) -> str | None:
    """The remote name that a command is given; None where it takes files, variables, or what the own registry holds."""
    if any(flag in found["rest"] for flag in FROM_HERE):
        return None
    for word in found["rest"].replace('"', " ").replace("'", " ").split():
        is_here = word.startswith(("-", "/", ".", ">", "<", "2>", "file:")) or "$" in word or word.endswith(FILES)
        own = OWN_REGISTRY.match(word.removeprefix("oci://"))
        if is_here or (own and own["account"] in graph.scope.accounts) or (found["verb"] == "clone" and ":" not in word):
            continue
        return word
    return None
