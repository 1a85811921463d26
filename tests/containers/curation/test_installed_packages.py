import pytest

from containers.curation.corpora.installed_packages import InstalledPackages, _kind, docstrings
from containers.curation.document import Document
from containers.curation.readers.corpus import Sample


@pytest.fixture(scope="module")
def packages() -> InstalledPackages:
    return InstalledPackages(8_000_000)


@pytest.fixture(scope="module")
def read(packages: InstalledPackages) -> list[Document]:
    """Only what two packages say of themselves: all of them would take seconds."""
    keys = frozenset(item.key for item in packages.items() if item.key.startswith(("pyarrow/", "pydantic/")) and item.kind != "docstrings")
    items = list(packages.documents(Sample(keys, 0, 0, 0, 0)))
    assert all(isinstance(item, Document) for item in items)
    return items


def test_descriptions_and_licences_of_what_is_installed_are_in_it(read: list[Document]) -> None:
    by_id = {document.doc_id: document for document in read}
    description = next(document for name, document in by_id.items() if name.startswith("pydantic/") and name.endswith("METADATA"))
    assert "Data validation" in description.text
    assert not description.text.startswith("Metadata-Version")
    assert description.source == "pydantic"
    assert description.license == "MIT"
    assert any("LICENSE" in name for name in by_id)


def test_it_is_the_same_each_time(packages: InstalledPackages) -> None:
    again = InstalledPackages(8_000_000)
    assert packages.items() == again.items()
    assert list(packages.entries()) == list(again.entries())


def test_there_is_enough_to_train_on(packages: InstalledPackages) -> None:
    assert sum(size for _, size in packages.entries()) > 8_000_000


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("x-1.dist-info/METADATA", "description"),
        ("x-1.dist-info/licenses/LICENSE", "text"),
        ("x/README.md", "text"),
        ("x/module.py", "docstrings"),
        ("x/tests/data.txt", ""),
        ("x/test_module.py", ""),
        ("x-1.dist-info/RECORD", ""),
        ("x-1.dist-info/top_level.txt", ""),
        ("../../bin/x", ""),
        ("../../share/doc/README.md", ""),
        ("x/library.so", ""),
    ],
)
def test_what_a_file_is_to_it(file: str, kind: str) -> None:
    assert _kind(file) == kind


def test_docstrings_are_found_without_parsing() -> None:
    module = b'"""What the module does, in words."""\n\n'
    function = (
        b'def f(\n    a: int,\n) -> None:\n    r"""Do something\n\n    with it.\n    """\n    x = """not a docstring, though long"""\n'
    )
    source = module + function
    assert docstrings(source) == "What the module does, in words.\n\nDo something\n\nwith it."
