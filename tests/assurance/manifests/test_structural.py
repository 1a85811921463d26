"""Structural schemas: what the API server would refuse is refused here, and a word that nobody judges is not passed over."""

import pytest

from assurance.manifests.structural import UnknownWordError, faults

TAINT = {
    "type": "object",
    "required": ["effect", "key"],
    "properties": {
        "key": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$"},
        "effect": {"type": "string", "enum": ["NoSchedule", "NoExecute"]},
        "seconds": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 100},
        "since": {"type": "string", "format": "date-time"},
    },
}
SCHEMA = {
    "type": "object",
    "properties": {
        "taints": {"type": "array", "items": TAINT, "minItems": 1, "maxItems": 2},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2},
        "amount": {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True, "pattern": "^[0-9]+Gi$"},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        "perhaps": {"type": "string", "nullable": True},
        "empty": {"type": "object"},
        "is": {"type": "boolean"},
        "share": {"type": "number"},
    },
    "x-kubernetes-validations": [{"rule": "false"}],
}


def taint(**changes):
    return {"taints": [{"key": "gpu", "effect": "NoSchedule", **changes}]}


WRONG = {
    "a misspelt field": (taint(effcet="x"), "taints[0] has no field effcet; did you mean effect?"),
    "a field like no other": (taint(zzz=1), "taints[0] has no field zzz; known: key, effect, seconds, since"),
    "a field in a section that has none": ({"empty": {"a": 1}}, "empty has no field a; known: none"),
    "a missing field": ({"taints": [{"key": "gpu"}]}, "taints[0] has no effect, which is required"),
    "a value outside the list": (taint(effect="Never"), "taints[0].effect is 'Never', not one of NoSchedule, NoExecute"),
    "a text for a number": (taint(seconds="1"), "taints[0].seconds is a string, not an integer"),
    "a flag for a number": (taint(seconds=True), "taints[0].seconds is a boolean, not an integer"),
    "a number for a flag": ({"is": 1}, "is is an integer, not a boolean"),
    "a flag for a share": ({"share": False}, "share is a boolean, not a number"),
    "a mapping for a list": ({"taints": {}}, "taints is an object, not an array"),
    "null where it may not be": ({"is": None}, "is is null, not a boolean"),
    "a number that is too small": (taint(seconds=-1), "taints[0].seconds is -1 and not at least 0"),
    "a number that is too large": (taint(seconds=101), "taints[0].seconds is 101 and not at most 100"),
    "a text that does not fit": (taint(key="GPU"), "taints[0].key is 'GPU', which does not fit ^[a-z]+$"),
    "a text that is too long": (taint(key="a" * 10), "taints[0].key is 10 characters long, not at most 9"),
    "a moment without a zone": (
        taint(since="2026-11-24T10:00:00"),
        "taints[0].since is '2026-11-24T10:00:00', which is no moment (RFC 3339)",
    ),
    "too few entries": ({"taints": []}, "taints is 0 entries long, not at least 1"),
    "too many entries": ({"taints": taint()["taints"] * 3}, "taints is 3 entries long, not at most 2"),
    "too many keys": ({"labels": {"a": "", "b": "", "c": ""}}, "labels is 3 entries large, not at most 2"),
    "a label that is no text": ({"labels": {"a": 1}}, "labels[a] is an integer, not a string"),
    "a quantity that is a share": ({"amount": 1.5}, "amount is a number, not an integer or a string"),
    "a quantity of another form": ({"amount": "5 GB"}, "amount is '5 GB', which does not fit ^[0-9]+Gi$"),
    "a list for the whole": ([], "it is an array, not an object"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_told_with_its_place(name):
    value, said = WRONG[name]
    assert list(faults(value, SCHEMA)) == [said]


RIGHT = [
    taint(seconds=5, since="2026-11-24T10:00:00Z"),
    {"labels": {"x/y.z": "1"}},
    {"amount": 5},
    {"amount": "5Gi"},
    {"perhaps": None},
    {"share": 1},
]


@pytest.mark.parametrize("value", [*RIGHT, {"free": {"a": {"b": 1}}}])
def test_what_fits_is_let_be(value):
    assert list(faults(value, SCHEMA)) == []


def test_every_fault_is_told_at_once():
    assert len(list(faults({"taints": [{"effect": "x", "other": 1}], "is": 0}, SCHEMA))) == 4


def test_a_number_beyond_its_format_is_told():
    assert list(faults(2**31, {"type": "integer", "format": "int32"}, "n")) == [f"n is {2**31}, which is no int32"]


def test_a_value_that_fits_no_form_is_told():
    assert list(faults(True, {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "n")) == ["n fits none of its 2 forms"]


def test_a_word_that_nobody_judges_is_an_error_and_not_passed_over():
    with pytest.raises(UnknownWordError, match="spec: oneOf"):
        list(faults({}, {"oneOf": []}, "spec"))
