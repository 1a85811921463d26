import boto3
import pytest
from moto import mock_aws

from containers.common.errors import UserError
from containers.common.store import Store, open_store


@pytest.fixture(scope="session")
def s3_client():
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
        client.create_bucket(Bucket="lake")
        yield client


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path, s3_client) -> Store:
    if request.param == "folder":
        return open_store(tmp_path.as_uri())
    return open_store(f"s3://lake/{tmp_path.name}/{request.node.name}", s3_client)


def test_what_is_written_is_read_back(store: Store) -> None:
    store.write_bytes("a/b.txt", b"text")
    with store.open("a/b.txt") as stream:
        assert stream.read() == store.read_bytes("a/b.txt") == b"text"


def test_a_write_that_fails_leaves_the_artefact_before_it(store: Store) -> None:
    store.write_bytes("a", b"whole")

    def fail_half_way() -> None:
        with store.writing("a") as path:
            path.write_bytes(b"ha")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.read_bytes("a") == b"whole"
    assert store.list() == ["a"]


def test_a_file_becomes_the_artefact_when_the_block_ends(store: Store) -> None:
    with store.writing("deep/er/a") as path:
        path.write_bytes(b"whole")
        assert not store.exists("deep/er/a")
    assert store.read_bytes("deep/er/a") == b"whole"


def test_list_is_sorted_and_knows_folders(store: Store) -> None:
    for path in ("b", "a/2", "a/1", "ab/1"):
        store.write_bytes(path, b"")
    assert store.list() == ["a/1", "a/2", "ab/1", "b"]
    assert store.list("a") == ["a/1", "a/2"]


def test_exists_means_this_very_path(store: Store) -> None:
    store.write_bytes("part-10", b"")
    assert [store.exists(path) for path in ("part-10", "part-1", "part")] == [True, False, False]


def test_a_deleted_artefact_is_gone_and_deleting_again_is_no_error(store: Store) -> None:
    store.write_bytes("a", b"")
    store.delete("a")
    store.delete("a")
    assert not store.exists("a")


def test_a_missing_artefact_is_file_not_found(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.read_bytes("none")


def test_local_gives_a_path_with_the_content(store: Store) -> None:
    store.write_bytes("model/config.json", b"{}")
    assert store.local("model/config.json").read_bytes() == b"{}"
    assert (store.local("model") / "config.json").read_bytes() == b"{}"


def test_a_store_inside_a_store_sees_its_own_artefacts(store: Store) -> None:
    store.write_bytes("run/a", b"1")
    assert store.at("run").list() == ["a"]
    assert store.at("run").read_bytes("a") == b"1"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", ""])
def test_no_path_leads_out_of_the_store(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="not a path inside"):
        store.write_bytes(path, b"")


@pytest.mark.parametrize("uri", ["http://host/x", "file://elsewhere/x", "s3://", "gs://bucket"])
def test_another_scheme_is_refused_with_what_is_allowed(uri: str) -> None:
    with pytest.raises(UserError, match="allowed"):
        open_store(uri)


def test_a_bucket_without_a_client_is_refused() -> None:
    with pytest.raises(UserError, match="S3 client"):
        open_store("s3://lake/x")


def test_a_file_is_not_a_store(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="a folder is needed"):
        open_store(tmp_path / "file")
