"""What an earlier synthesis left is neither audited nor rehearsed."""

from pathlib import Path

from stacks.earlier import forget_earlier


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")


def test_templates_and_what_stands_beside_them_go(tmp_path: Path) -> None:
    write(tmp_path, "manifest.json", "a-training.template.json", "a-training.metadata.json", "rights-3.template.json", "slurm-pcs.json")
    write(tmp_path, "manifests/charts/karpenter.yaml", "scripts/0a/on_create.sh")
    forget_earlier(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_what_people_put_there_stays(tmp_path: Path) -> None:
    write(tmp_path, "manifest.json", "notes.json", "answers.json")
    forget_earlier(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_is_no_assembly_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "their.template.json", "manifests/their.yaml")
    forget_earlier(tmp_path)
    assert (tmp_path / "their.template.json").exists()
    assert (tmp_path / "manifests/their.yaml").exists()
