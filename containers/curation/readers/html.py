"""The text of an HTML page: what a reader sees of its content, without navigation, scripts and forms."""

import re

from selectolax.lexbor import LexborHTMLParser

from containers.curation.readers.plain import NotReadable, decode

NOT_CONTENT = "script, style, noscript, template, svg, nav, header, footer, aside, form, button, iframe, [hidden], [aria-hidden=true]"
BLOCKS = "p, div, section, article, main, li, ul, ol, dl, dt, dd, table, tr, h1, h2, h3, h4, h5, h6, pre, blockquote, br, hr, figure"
SPACES = re.compile(r"[ \t\r\f\v]+")
LINE_EDGES = re.compile(r" ?\n ?")
EMPTY_LINES = re.compile(r"\n{3,}")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSE_THEMSELVES = re.compile(
    "area|base|body|br|col|colgroup|dd|dt|embed|head|hr|html|img|input|li|link|meta|optgroup|option|p|param|rp|"
    "rt|source|tbody|td|tfoot|th|thead|tr|track|wbr",
    re.IGNORECASE,
)
DEEPEST = 5000  # browsers stop at 512; the parser's time grows with the square of the depth


def read_html(data: bytes) -> tuple[str, str]:
    """Read a page; returns its title and its text, one line a block.

    Raises:
        NotReadable: as `decode` does, and for a page nested so deep that parsing it would not end.
    """
    page = decode(data)
    if _depth(page) > DEEPEST:
        raise NotReadable(f"HTML nested deeper than {DEEPEST} elements")
    tree = LexborHTMLParser(page)
    title = tree.css_first("title")
    named = " ".join(title.text().split()) if title else ""
    body = tree.body
    if body is None:
        return named, ""
    for node in body.css(NOT_CONTENT):
        node.decompose()
    for node in body.css(BLOCKS):
        node.insert_before("\n\n" if node.tag in {"p", "pre", "h1", "h2", "h3", "table", "ul", "ol"} else "\n")
        node.insert_after("\n")
    text = SPACES.sub(" ", body.text(separator=""))
    return named, EMPTY_LINES.sub("\n\n", LINE_EDGES.sub("\n", text)).strip()


def _depth(page: str) -> int:
    """How deep the elements stand in each other, of those that need an end tag."""
    depth = deepest = 0
    for slash, name in TAG.findall(page):
        if not CLOSE_THEMSELVES.fullmatch(name):
            depth = max(0, depth - 1) if slash else depth + 1
            deepest = max(deepest, depth)
    return deepest
