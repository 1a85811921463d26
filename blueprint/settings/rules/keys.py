"""Keys of datasets and tenants, and keys that come from outside."""

import re
from collections.abc import Iterator

from blueprint.facts.data_classes import DataClass
from blueprint.settings.draft import Draft
from blueprint.settings.keys import ExternalKeys
from blueprint.settings.problems import Problem, shown

MOST_KEYS = 20
"""Keys of datasets and tenants together: a role's policy names each that it uses, and IAM takes 6,144 characters."""

LISTS = ("keys.datasets", "keys.tenants")
STEP = r"[A-Za-z0-9_][A-Za-z0-9_.=-]*"
FOLDER = re.compile(rf"(?:{STEP}/)+")
"""No wildcard of a policy, no empty or dotted step, and a slash at the end: `census` would also mean `census-old`."""

ARN = re.compile(
    r"arn:(?P<partition>[a-z-]+):kms:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):key/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""One key by its id. No alias, which leads elsewhere tomorrow; no `mrk-`: custom key stores know no multi-region keys (KMS guide)."""


def folders_have_one_key(draft: Draft) -> Iterator[Problem]:
    """Names stand once, folders are plain, and no folder lies in another of the same class."""
    names: set[str] = set()
    folders: list[tuple[str, str, str]] = []
    keys = 0
    for field, part in _parts(draft):
        name = _text(part.get("name"))
        if name in names:
            yield Problem(f"{field}.name", shown(name), "each name once among datasets and tenants: it ends the key's alias")
        names.add(name)
        kind = "datasets" if field.startswith(LISTS[0]) else "tenants"
        folder, where = _text(part.get("prefix")), f"{field}.prefix"
        if folder and not FOLDER.fullmatch(folder):
            yield Problem(where, shown(folder), "a folder of letters, digits and . _ = -, each step ended by a slash: census/2026/")
            continue
        if not folder:
            folder, where = f"{kind}/{name}/", f"{field}.name"
        for data_class in _classes(part):
            keys += 1
            for other, path, there in folders:
                if other == data_class and there != field and (folder.startswith(path) or path.startswith(folder)):
                    yield Problem(where, shown(folder), f"a folder apart from {path} of {there}, in {data_class} too")
            folders.append((data_class, folder, field))
    if keys > MOST_KEYS:
        yield Problem("keys", f"{keys} keys of datasets and tenants", f"at most {MOST_KEYS}: a role's policy names each that it uses")


def classes_stand_once(draft: Draft) -> Iterator[Problem]:
    """A dataset or tenant lies in a class, and names each once."""
    for field, part in _parts(draft):
        seen: set[str] = set()
        if part.get("classes") == []:
            yield Problem(f"{field}.classes", "[]", "at least one class of data: a key in each")
        for at, data_class in enumerate(_classes(part)):
            if data_class in seen:
                yield Problem(f"{field}.classes[{at}]", shown(data_class), "each class once")
            seen.add(data_class)


def external_keys_are_of_this_account(draft: Draft) -> Iterator[Problem]:
    """Each key is named by its ARN, lies beside what it closes, and closes one class."""
    seen: dict[str, str] = {}
    for name in ExternalKeys.model_fields:
        field = f"keys.external.{name}"
        if (arn := draft.text(field)) is None:
            continue
        if reason := _not_ours(arn, draft):
            yield Problem(field, shown(arn), reason)
        elif arn in seen:
            yield Problem(field, shown(arn), f"a key of its own: this one closes {seen[arn]} already")
        seen.setdefault(arn, name)


def serving_reads_under_one_key(draft: Draft) -> Iterator[Problem]:
    """A model lies in one folder and under one key: half of it under a dataset's would be half a model once that is deleted."""
    model = draft.text("serving.model_prefix")
    for field, part in _parts(draft) if model else ():
        kind = "datasets" if field.startswith(LISTS[0]) else "tenants"
        folder = _text(part.get("prefix")) or f"{kind}/{_text(part.get('name'))}/"
        if DataClass.MODELS in _classes(part) and model and folder.startswith(model) and folder != model:
            yield Problem("serving.model_prefix", shown(model), f"a folder that holds no other key's: {folder} lies in it")


def _not_ours(arn: str, draft: Draft) -> str:
    """Why an ARN names no key for this deployment, or nothing where it does."""
    partition, region, account = draft.text("jurisdiction.partition"), draft.text("region"), draft.text("account")
    found = ARN.fullmatch(arn)
    if not found:
        form = f"arn:{partition or 'PARTITION'}:kms:{region or 'REGION'}:{account or 'ACCOUNT'}:key/ID"
        return f"one key by its id, no alias and no multi-region key: {form}"
    for what, wanted, why in (
        ("partition", partition, "jurisdiction.partition is {}"),
        ("region", region, "a key lies in the region of what it closes, {}"),
        ("account", account, "this deployment's is {}: another account's key is another's to delete"),
    ):
        if wanted and found[what] != wanted:
            return f"is of {what} {found[what]}; {why.format(wanted)}"
    return ""


def _parts(draft: Draft) -> Iterator[tuple[str, dict[str, object]]]:
    for path in LISTS:
        yield from draft.parts(path)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _classes(part: dict[str, object]) -> list[str]:
    given = part.get("classes")
    return [name for name in given if isinstance(name, str)] if isinstance(given, list | tuple) else []
