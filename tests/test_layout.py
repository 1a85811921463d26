"""What the layout promises: who imports whom, no name of a place in code, no file too long to read."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILDING = ("constructs", "stacks", "clusters")
CODE = (*BUILDING, "blueprint", "assurance", "console", "containers")
FILES = sorted(path for room in CODE for path in (ROOT / room).rglob("*.py") if "facts" not in path.parts)
LONGEST = 400
PLACE = re.compile(
    r"arn:aws|amazonaws\.(com|eu)|\b(eu|us|ap|ca|sa|me|af|il|mx)-(gov-)?(north|south|east|west|central)[a-z]*-\d\b|\beusc-[a-z]{2}-"
)


def named_places(source: str) -> list[str]:
    """Literals of a partition, a DNS suffix or a region, in code; what a docstring tells is not code."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told and PLACE.search(node.value)
    ]


def imported(source: str) -> set[str]:
    """Top-level names that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_constructs_is_no_package_for_it_would_hide_the_library() -> None:
    assert not (ROOT / "constructs" / "__init__.py").exists()


def test_the_app_imports_the_building_tower_alone() -> None:
    assert imported((ROOT / "app.py").read_text()) <= {"gc", "sys", "pathlib", "blueprint", "stacks", "aws_cdk"}


def test_the_app_stays_short() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) < 60


@pytest.mark.parametrize("path", [p for p in FILES if p.relative_to(ROOT).parts[0] in BUILDING], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_place_is_named_in_code(path: Path) -> None:
    assert named_places(path.read_text()) == []


@pytest.mark.parametrize("line", ['x = "arn:aws:s3:::b"', 'x = f"{a}.amazonaws.com"', 'x = "eu-central-1"', 'x = "eusc-de-east-1"'])
def test_a_named_place_would_be_seen(line: str) -> None:
    assert named_places(line)


def test_a_docstring_may_name_a_place() -> None:
    assert named_places('"""Such as eu-central-1."""') == []


def test_no_file_is_too_long_to_read() -> None:
    files = [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > LONGEST] == []


def test_a_stack_reads_like_a_parts_list() -> None:
    stacks = {path.name: path.read_text() for path in (ROOT / "stacks").glob("*.py")}
    parts = {name: text for name, text in stacks.items() if "(PartStack):" in text}
    assert len(parts) >= 13
    assert [name for name, text in parts.items() if len(text.splitlines()) > 80] == []


def test_nodes_fetch_nothing() -> None:
    scripts = sorted((ROOT / "clusters").rglob("*.sh"))
    assert scripts
    fetching = re.compile(r"\b(curl|wget|git clone|apt(-get)?|dnf|yum|pip|docker pull)\b|https?://")
    assert [path.name for path in scripts if fetching.search(path.read_text())] == []
