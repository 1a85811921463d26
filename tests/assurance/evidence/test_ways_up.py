"""Who can become somebody who may do more, who cannot, and which ways are by design."""

import pytest

from assurance.evidence import identities_are_narrow
from assurance.evidence.actions import is_known
from assurance.evidence.ways_up import table
from tests.assurance.evidence.identity_resources import (
    ABOVE,
    ACCOUNT,
    DEPLOY,
    HAND_OVER,
    ROOT,
    SECRET,
    STACKS,
    allow,
    deny,
    deployment,
    of,
    role,
    trust,
    two,
)

WAYS_UP = {
    "takes the role on": two(allow("sts:AssumeRole", resource=ABOVE), above=role(SECRET, trusts=trust({"AWS": ROOT}), RoleName="above")),
    "is named in its trust": two(above=role(SECRET, trusts=trust({"AWS": {"Fn::GetAtt": ["X", "Arn"]}}))),
    "passes it to an instance": two(allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances")),
    "passes it by a pattern": two(allow("iam:PassRole", resource=f"arn:aws:iam::{ACCOUNT}:role/ab*"), allow("ec2:RunInstances")),
    "passes it to the right service": two(
        allow("iam:PassRole", resource=ABOVE, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
        allow("ec2:RunInstances"),
    ),
    "changes whom it trusts": two(allow("iam:UpdateAssumeRolePolicy", resource=ABOVE)),
    "changes the code that it runs": two(allow("lambda:UpdateFunctionCode", resource="*"), above=role(SECRET, RoleName="above"))
    | {"F": of("Lambda::Function", Role={"Fn::GetAtt": ["Above", "Arn"]})},
    "opens a shell where it works": two(allow("ssm:SendCommand", resource="*"))
    | {"P": of("IAM::InstanceProfile", Roles=[{"Ref": "Above"}])},
    "is denied everything but that": two(
        allow("iam:PassRole", resource=ABOVE),
        allow("ec2:RunInstances"),
        {"Effect": "Deny", "NotAction": ["iam:PassRole", "ec2:RunInstances"], "Resource": "*"},
    ),
    "is denied it elsewhere": two(
        allow("iam:PassRole", resource=ABOVE),
        allow("ec2:RunInstances"),
        {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": ABOVE},
    ),
    "has it by a managed policy": two(ManagedPolicyArns=[{"Ref": "M"}])
    | {"M": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("iam:PassRole", "ec2:RunInstances", resource=ABOVE)]})},
    "has it by a policy beside it": two()
    | {
        "M": of(
            "IAM::Policy", Roles=[{"Ref": "X"}], PolicyDocument={"Statement": [allow("iam:PassRole", "ec2:RunInstances", resource=ABOVE)]}
        )
    },
}

NO_STOP = (allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances"))

NO_WAY_UP = {
    "passes it to another service": two(
        allow("iam:PassRole", resource=ABOVE, Condition={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}),
        allow("ec2:RunInstances"),
    ),
    "passes another role": two(allow("iam:PassRole", resource=f"arn:aws:iam::{ACCOUNT}:role/other"), allow("ec2:RunInstances")),
    "passes it and can run nothing": two(allow("iam:PassRole", resource=ABOVE)),
    "runs what has no role": two(allow("ec2:RunInstances")),
    "is stopped by its boundary": two(allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances"), PermissionsBoundary={"Ref": "L"})
    | {"L": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("ec2:RunInstances", resource="*")]})},
    "is stopped by a denial": two(allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances"), deny("iam:PassRole")),
    "changes the code of something else": two(
        allow("lambda:UpdateFunctionCode", resource={"Fn::GetAtt": ["Other", "Arn"]}), above=role(SECRET, RoleName="above")
    )
    | {
        "F": of("Lambda::Function", Role={"Fn::GetAtt": ["Above", "Arn"]}),
        "Other": of("Lambda::Function", Role={"Fn::GetAtt": ["X", "Arn"]}),
    },
    "gains nothing": two(SECRET, allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances")),
}


def sentences(graph):
    return [finding.sentence for finding in identities_are_narrow.broken_by(graph)]


@pytest.mark.parametrize("resources", WAYS_UP.values(), ids=WAYS_UP.keys())
def test_who_can_become_somebody_who_may_do_more_breaks_the_claim(graph_of, resources):
    assert any(sentence.startswith("can become Stack/Above") for sentence in sentences(graph_of(resources)))


@pytest.mark.parametrize("resources", NO_WAY_UP.values(), ids=NO_WAY_UP.keys())
def test_who_cannot_does_not(graph_of, resources):
    assert not any("can become" in sentence for sentence in sentences(graph_of(resources)))


def test_a_policy_of_another_template_counts_by_its_name(graph_of, template_of):
    given = of(
        "IAM::ManagedPolicy",
        ManagedPolicyName="more",
        PolicyDocument={"Statement": [allow("iam:PassRole", "ec2:RunInstances", resource=ABOVE)]},
    )
    graph = graph_of(two(ManagedPolicyArns=[f"arn:aws:iam::{ACCOUNT}:policy/more"]), template_of({"M": given}, "Rights"))
    assert any(sentence.startswith("can become Stack/Above") for sentence in sentences(graph))


def test_a_boundary_of_another_template_counts_by_its_name(graph_of, template_of):
    limit = of("IAM::ManagedPolicy", ManagedPolicyName="limit", PolicyDocument={"Statement": [allow("s3:GetObject", resource="*")]})
    resources = two(*NO_STOP, PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/limit")
    assert sentences(graph_of(resources, template_of({"L": limit}, "Rights"))) == []
    assert any("can become" in sentence for sentence in sentences(graph_of(resources)))


def test_every_action_of_the_methods_is_one_that_aws_knows():
    methods = table()
    named = [action for actions in methods["runs"].values() for action in actions]
    named += [*methods["takes_over"], *methods["stacks"], *methods["identities"], *methods["things"]]
    assert [action for action in named if not is_known(action)] == []


def test_a_way_of_two_steps_is_found_and_shown(graph_of):
    middle = role(allow("iam:PassRole", resource=ABOVE), allow("ec2:RunInstances"), trusts=trust({"AWS": ROOT}), RoleName="middle")
    graph = graph_of(two(allow("sts:AssumeRole", resource=f"arn:aws:iam::{ACCOUNT}:role/middle")) | {"Middle": middle})
    found = {finding.sentence: finding.path for finding in identities_are_narrow.broken_by(graph) if finding.resource == "Stack/X"}
    path = found["can become Stack/Above (sts:AssumeRole, then iam:PassRole and ec2:runinstances)"]
    assert [line for line in path if line in ("Stack/X", "Stack/Middle", "Stack/Above")] == ["Stack/X", "Stack/Middle", "Stack/Above"]


def test_the_deploy_role_reaches_cloudformations_by_design_and_it_is_said(graph_of):
    graph = graph_of(deployment(*HAND_OVER, **DEPLOY))
    assert sentences(graph) == []
    said = [remark.sentence for remark in identities_are_narrow.remarks(graph)]
    assert any("Stack/X → Stack/Exec" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("statements", "more"),
    [
        (HAND_OVER, {}),
        ([allow("cloudformation:UpdateStack", resource=STACKS)], {}),
        (HAND_OVER, {"Tags": [{"Key": "a", "Value": "deploy"}]}),
        (HAND_OVER, {"Tags": DEPLOY["Tags"]}),
    ],
    ids=["passes the role", "changes a stack that has it", "another tag", "the tag alone"],
)
def test_nobody_else_reaches_cloudformations_role(graph_of, statements, more):
    assert any(sentence.startswith("can become Stack/Exec") for sentence in sentences(graph_of(deployment(*statements, **more))))


SESSION = allow(
    "ssm:StartSession",
    resource=f"arn:aws:ec2:eu-central-1:{ACCOUNT}:instance/*",
    Condition={"StringEquals": {"ssm:resourceTag/part": "own"}},
)
PROFILE = {"P": of("IAM::InstanceProfile", Roles=[{"Ref": "Above"}])}


def test_a_declared_session_behind_a_second_factor_is_said_and_breaks_nothing(graph_of):
    people = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/one"}, Bool={"aws:MultiFactorAuthPresent": "true"})
    graph = graph_of(two(SESSION, trusts=people) | PROFILE)
    assert sentences(graph) == []
    assert any("by design: Stack/X → Stack/Above" in remark.sentence for remark in identities_are_narrow.remarks(graph))


def test_a_program_that_opens_a_session_breaks_the_claim(graph_of):
    assert any("can become Stack/Above" in sentence for sentence in sentences(graph_of(two(SESSION) | PROFILE)))
