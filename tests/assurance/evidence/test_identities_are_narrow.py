"""No wildcard, no open trust, no right to change what others may do; both ways, on small templates."""

import pytest

from assurance.evidence import identities_are_narrow
from tests.assurance.evidence.identity_resources import (
    ABOVE,
    ACCOUNT,
    BOUNDED,
    OURS,
    PROVIDER,
    ROOT,
    UNBOUNDED,
    allow,
    deny,
    deployment,
    of,
    one,
    service,
    trust,
)

WILDCARDS = {
    "every action": (one(allow("*")), "allows *: no action is named"),
    "every action of a service": (one(allow("s3:*")), "allows s3:*: no action is named"),
    "every verb on objects": (one(allow("s3:*Object")), "allows s3:*object: no action is named"),
    "every action but one": (
        one({"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "*"}),
        "allows everything but what NotAction names",
    ),
    "every resource but one": (
        one({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*"}),
        "allows everything but what NotResource names",
    ),
    "every resource": (one(allow("s3:GetObject", resource="*")), "allows s3:getobject on every resource"),
    "every bucket": (one(allow("s3:GetObject", resource="arn:aws:s3:::*/*")), "allows s3:getobject on every resource"),
    "every role of every account": (
        one(allow("iam:GetRole", resource="arn:aws:iam::*:*")),
        "allows iam:getrole on every resource",
    ),
    "a wide condition": (
        one(allow("kms:Decrypt", resource="*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-central-1"}})),
        "allows kms:decrypt on every resource",
    ),
    "a condition that anything meets": (
        one(allow("kms:Decrypt", resource="*", Condition={"StringLike": {"kms:ViaService": "*"}})),
        "allows kms:decrypt on every resource",
    ),
    "an action that nobody knows": (
        one(allow("moon:Land", resource="*")),
        "allows moon:land on everything, and no table says whether a resource can be named",
    ),
    "an administrator": (
        one(ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        "has AWS's own policy AdministratorAccess",
    ),
    "a service as a whole": (
        one(ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        "has AWS's own policy AmazonS3FullAccess",
    ),
    "a boundary that bounds nothing": (
        {
            **one(PermissionsBoundary={"Ref": "Limit"}),
            "Limit": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("*", resource="*")]}),
        },
        "allows *: no action is named",
    ),
    "a boundary that somebody has": (
        {
            **one(PermissionsBoundary={"Ref": "Limit"}, ManagedPolicyArns=[{"Ref": "Limit"}]),
            "Limit": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("s3:GetObject", resource="*")]}),
        },
        "allows s3:getobject on every resource",
    ),
    "a user": ({"X": of("IAM::User", Policies=[{"PolicyDocument": {"Statement": [allow("*")]}}])}, "allows *: no action is named"),
}

TRUSTS = {
    "a service for all its customers": (
        one(trusts=service("sagemaker")),
        "may be taken on by sagemaker for any of its customers: no condition holds it to our account (aws:SourceAccount)",
    ),
    "a service in a region": (
        one(trusts=service("logs.eu-central-1")),
        "may be taken on by logs.eu-central-1 for any of its customers: no condition holds it to our account (aws:SourceAccount)",
    ),
    "a service if it says so": (
        one(trusts=service("sagemaker", StringEqualsIfExists={"aws:SourceAccount": ACCOUNT})),
        "may be taken on by sagemaker for any of its customers: no condition holds it to our account (aws:SourceAccount)",
    ),
    "a service for another account": (
        one(trusts=service("sagemaker", StringEquals={"aws:SourceAccount": "999988887777"})),
        "may be taken on by sagemaker for any of its customers: no condition holds it to our account (aws:SourceAccount)",
    ),
    "a service that nobody reviewed": (
        one(trusts=service("moon")),
        "trusts moon without a condition, and no table says whether that service tells for whom it acts",
    ),
    "everybody": (one(trusts=trust({"AWS": "*"})), "may be taken on by everybody"),
    "everybody but one": (
        one(trusts={"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}]}),
        "may be taken on by everybody",
    ),
    "another account": (
        one(trusts=trust({"AWS": "arn:aws:iam::999988887777:root"})),
        "may be taken on by account 999988887777: no condition asks for an external id or a second factor",
    ),
    "a user without a second factor": (
        one(trusts=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/one"})),
        "may be taken on by user/one without a second factor",
    ),
    "any repository of a code host": (
        one(trusts=trust({"Federated": PROVIDER}, "sts:AssumeRoleWithWebIdentity")),
        f"may be taken on by whomever {PROVIDER} knows: no condition names an audience or a subject",
    ),
}

REWRITING = {
    "puts a policy on a role": (
        one(allow("iam:PutRolePolicy", resource=ABOVE)),
        f"may change what identities may do (iam:putrolepolicy on {ABOVE})",
    ),
    "makes keys for users": (
        one(allow("iam:CreateAccessKey", resource=f"arn:aws:iam::{ACCOUNT}:user/a")),
        f"may change what identities may do (iam:createaccesskey on arn:aws:iam::{ACCOUNT}:user/a)",
    ),
    "writes the policy of a key": (
        one(allow("kms:PutKeyPolicy", resource="arn:aws:kms:eu-central-1:111122223333:key/a")),
        "may change who is let in (kms:putkeypolicy on arn:aws:kms:eu-central-1:111122223333:key/a)",
    ),
    "hands a key on": (
        one(allow("kms:CreateGrant", resource="arn:aws:kms:eu-central-1:111122223333:key/a")),
        "may change who is let in (kms:creategrant on arn:aws:kms:eu-central-1:111122223333:key/a)",
    ),
    "makes roles without a boundary": (
        deployment(document=[allow("iam:CreateRole", resource=f"arn:aws:iam::{ACCOUNT}:role/own-*")]),
        "may make an identity that no boundary holds (iam:createrole)",
    ),
    "makes roles under a boundary of somebody else": (
        deployment(document=[allow("iam:CreateRole", resource=f"arn:aws:iam::{ACCOUNT}:role/own-*", Condition=UNBOUNDED)]),
        "may make an identity that no boundary holds (iam:createrole)",
    ),
    "hands a key on to anything but a service": (
        one(
            allow(
                "kms:CreateGrant",
                resource="arn:aws:kms:eu-central-1:111122223333:key/a",
                Condition={"Bool": {"kms:GrantIsForAWSResource": "false"}},
            )
        ),
        "may change who is let in (kms:creategrant on arn:aws:kms:eu-central-1:111122223333:key/a)",
    ),
    "changes its own policy": (
        deployment(document=[allow("iam:CreatePolicyVersion", resource=f"arn:aws:iam::{ACCOUNT}:policy/*")]),
        "may change Stack/Rights, by which its rights are given or bounded (iam:createpolicyversion)",
    ),
    "changes whom it trusts": (
        deployment(document=[allow("iam:UpdateAssumeRolePolicy", resource=f"arn:aws:iam::{ACCOUNT}:role/*")]),
        "may change whom it trusts itself (iam:updateassumerolepolicy)",
    ),
}

FINE = {
    "what is named": one(allow("s3:GetObject*", "s3:List*")),
    "what knows no resource": one(allow("ecr:GetAuthorizationToken", "sts:GetCallerIdentity", resource="*")),
    "what lists and describes": one(allow("ec2:Describe*", "s3:ListAllMyBuckets", "kms:ListKeys", resource="*")),
    "what a tag narrows": one(allow("kms:Decrypt", resource="*", Condition={"StringEquals": {"aws:ResourceTag/part": "own"}})),
    "what its service narrows": one(
        allow("cloudwatch:PutMetricData", resource="*", Condition={"StringEquals": {"cloudwatch:namespace": "own"}})
    ),
    "a boundary": {
        **one(PermissionsBoundary={"Ref": "Limit"}),
        "Limit": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("s3:GetObject", resource="*")]}),
    },
    "a policy of AWS for one purpose": one(ManagedPolicyArns=["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]),
    "a policy of a key": {"K": of("KMS::Key", KeyPolicy={"Statement": [{"Principal": {"AWS": ROOT}, **allow("kms:*", resource="*")}]})},
    "a service for our account": one(trusts=service("sagemaker", **OURS)),
    "a service by its resource": one(
        trusts=service("vpc-flow-logs", ArnLike={"aws:SourceArn": f"arn:aws:ec2:eu-central-1:{ACCOUNT}:vpc-flow-log/*"})
    ),
    "a service that tells nothing": one(trusts=service("ec2")),
    "our own account": one(trusts=trust({"AWS": ROOT})),
    "another account by an external id": one(
        trusts=trust({"AWS": "arn:aws:iam::999988887777:root"}, StringEquals={"sts:ExternalId": "a1"})
    ),
    "a user with a second factor": one(
        trusts=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/one"}, Bool={"aws:MultiFactorAuthPresent": "true"})
    ),
    "one repository of a code host": one(
        trusts=trust(
            {"Federated": PROVIDER},
            "sts:AssumeRoleWithWebIdentity",
            StringEquals={"code.example:sub": "repo:own"},
        )
    ),
    "a key handed on to a service": one(
        allow(
            "kms:CreateGrant",
            resource="arn:aws:kms:eu-central-1:111122223333:key/a",
            Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        )
    ),
    "a role that a service makes itself": deployment(
        document=[allow("iam:PutRolePolicy", resource=f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/fsx.amazonaws.com/*")]
    ),
    "roles under a boundary": deployment(
        document=[allow("iam:CreateRole", resource=f"arn:aws:iam::{ACCOUNT}:role/own-*", Condition=BOUNDED)]
    ),
    "policies but its own": deployment(
        document=[
            allow("iam:CreatePolicyVersion", resource=f"arn:aws:iam::{ACCOUNT}:policy/*"),
            deny("iam:CreatePolicyVersion", resource=f"arn:aws:iam::{ACCOUNT}:policy/rights"),
        ]
    ),
}


def sentences(graph):
    return [finding.sentence for finding in identities_are_narrow.broken_by(graph)]


@pytest.mark.parametrize(("resources", "sentence"), (WILDCARDS | TRUSTS | REWRITING).values(), ids=(WILDCARDS | TRUSTS | REWRITING).keys())
def test_an_identity_that_is_wide_breaks_the_claim(graph_of, resources, sentence):
    assert sentence in sentences(graph_of(resources))


@pytest.mark.parametrize("resources", FINE.values(), ids=FINE.keys())
def test_what_is_narrow_breaks_nothing(graph_of, resources):
    assert sentences(graph_of(resources)) == []
