"""Who controls a key: its policy, its rotation, its deletion, and the aliases that lead to it."""

import pytest

from assurance.evidence import our_keys

OURS, THEIRS = "111122223333", "999988887777"
ROOT = {"AWS": f"arn:aws:iam::{OURS}:root"}
LOGS = {"Service": "logs.eu-central-1.amazonaws.com"}
ANYBODY = {"AWS": "*"}


def key(**properties):
    return {"Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, **properties}}}


def policy(principal, action="kms:Decrypt", **condition):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return key(KeyPolicy={"Statement": [statement | ({"Condition": condition} if condition else {})]})


def alias(target):
    return key() | {"Alias": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a", "TargetKeyId": target}}}


BROKEN = {
    "another account": (policy({"AWS": f"arn:aws:iam::{THEIRS}:root"}), f"lets arn:aws:iam::{THEIRS}:root use it"),
    "another account by its number": (policy({"AWS": THEIRS}), f"lets {THEIRS}, for any of its customers, use it"),
    "everybody": (policy("*"), "lets everybody use it"),
    "everybody through a service": (policy(ANYBODY, StringLike={"kms:ViaService": "s3.*"}), "lets everybody use it"),
    "a service of all customers": (policy(LOGS), "lets logs.eu-central-1.amazonaws.com, for any of its customers, use it"),
    "a service for somebody's context": (
        policy(LOGS, ArnLike={"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-central-1:{THEIRS}:*"}),
        "lets logs.eu-central-1.amazonaws.com, for any of its customers, use it",
    ),
    "everything, for a service": (policy(LOGS, "kms:*"), "lets logs.eu-central-1.amazonaws.com, for any of its customers, use it"),
    "no rotation": (key(EnableKeyRotation=False), "is never rotated"),
    "rotation left out": ({"Key": {"Type": "AWS::KMS::Key"}}, "is never rotated"),
    "a short window": (key(PendingWindowInDays=7), "is gone sooner than 30 days after somebody deletes it"),
    "a window that a parameter tells": (key(PendingWindowInDays={"Ref": "Days"}), "is gone sooner than 30 days after somebody deletes it"),
    "no safety check": (key(BypassPolicyLockoutSafetyCheck="true"), "may be locked out of its own account"),
    "an alias of another account's key": (
        alias(f"arn:aws:kms:eu-central-1:{THEIRS}:key/1"),
        "is an alias of a key that is not ours",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_key_that_others_control_breaks_the_claim(graph_of, resources, sentence):
    assert sentence in [finding.sentence for finding in our_keys.broken_by(graph_of(resources))]


CLEAN = {
    "our account": policy(ROOT, "kms:*"),
    "our account by its number": policy({"AWS": OURS}, "kms:*"),
    "a role of these templates": policy({"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}) | {"Role": {"Type": "AWS::IAM::Role"}},
    "a service for our resources": policy(LOGS, StringEquals={"aws:SourceAccount": OURS}),
    "a service for our context": policy(LOGS, ArnLike={"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-central-1:{OURS}:*"}),
    "a service that only looks": policy(LOGS, "kms:DescribeKey"),
    "everybody of ours": policy(ANYBODY, StringEquals={"kms:CallerAccount": OURS}),
    "a key for signing, which KMS cannot rotate": key(KeySpec="ECC_NIST_P256", EnableKeyRotation=False),
    "material of one's own, which KMS cannot rotate": key(Origin="EXTERNAL", EnableKeyRotation=False),
    "the longest window": key(PendingWindowInDays=30),
    "an alias of a key of these templates": alias({"Ref": "Key"}),
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_a_key_that_we_control_raises_no_alarm(graph_of, resources):
    assert [*our_keys.broken_by(graph_of(resources))] == []
