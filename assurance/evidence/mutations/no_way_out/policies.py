"""Attacks on `no_way_out`: policies of endpoints, of resources and of our own identities."""

from assurance.evidence.mutations.draft import Draft
from assurance.evidence.mutations.no_way_out.shared import BUCKET, BUCKET_POLICY, ENDPOINT, EVERYWHERE, is_gateway, policy_of, register

# Endpoints and their policies


@register
def endpoint_without_policy(draft: Draft) -> None:
    """The gateway endpoint of S3 loses its policy."""
    del draft.first(ENDPOINT, is_gateway).properties["PolicyDocument"]


@register
def endpoint_policy_without_condition(draft: Draft) -> None:
    """An endpoint's policy keeps its statement and loses the condition."""
    statement = next(each for each in policy_of(draft.first(ENDPOINT)) if each["Effect"] == "Allow")
    del statement["Condition"]


@register
def endpoint_policy_without_resource_account(draft: Draft) -> None:
    """An endpoint's policy still asks for our principals, and no longer for our resources: they may write anywhere."""
    for endpoint in draft.every(ENDPOINT):
        for statement in policy_of(endpoint):
            for keys in statement.get("Condition", {}).values():
                for name in [name for name in keys if name.lower().startswith(("aws:resource", "s3:resource"))]:
                    del keys[name]


@register
def endpoint_policy_if_exists(draft: Draft) -> None:
    """The condition of an endpoint's policy holds only where the key is there at all."""
    for statement in policy_of(draft.first(ENDPOINT, is_gateway)):
        if "StringEquals" in statement.get("Condition", {}):
            statement["Condition"]["StringEqualsIfExists"] = statement["Condition"].pop("StringEquals")


@register
def endpoint_policy_with_a_second_bucket(draft: Draft) -> None:
    """One more statement on the gateway endpoint: writing into a bucket of somebody else."""
    away = f"{draft.elsewhere.bucket()}/*"
    policy_of(draft.first(ENDPOINT, is_gateway)).append({"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": away})


@register
def endpoint_policy_by_exception(draft: Draft) -> None:
    """A statement on an endpoint that allows everything but one bucket of ours."""
    own = draft.elsewhere.bucket(f"{draft.scope.name}-raw-{draft.scope.account}")
    policy_of(draft.first(ENDPOINT, is_gateway)).append({"Effect": "Allow", "Principal": "*", "Action": "*", "NotResource": own})


@register
def endpoint_service_of_another(draft: Draft) -> None:
    """An endpoint that leads to somebody's own service."""
    endpoint = draft.first(ENDPOINT, lambda each: not is_gateway(each))
    service = str(endpoint.properties["ServiceName"]).rpartition(".")[0]
    endpoint.properties["ServiceName"] = f"{service}.vpce-svc-0123456789abcdef0"


# Policies on resources


@register
def public_bucket_policy(draft: Draft) -> None:
    """A bucket that lets everybody read over TLS."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    policy_of(draft.first(BUCKET_POLICY)).append(statement | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}})


@register
def bucket_policy_by_address(draft: Draft) -> None:
    """A bucket that lets in every address: the condition looks strict and holds nobody."""
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}
    policy_of(draft.first(BUCKET_POLICY)).append(statement | {"Condition": {"IpAddress": {"aws:SourceIp": EVERYWHERE}}})


@register
def bucket_policy_by_not_principal(draft: Draft) -> None:
    """A bucket that lets in everybody but one."""
    nobody = {"AWS": draft.elsewhere.arn("iam", "role/nobody", region="")}
    statement = {"Effect": "Allow", "NotPrincipal": nobody, "Action": "s3:GetObject", "Resource": "*"}
    policy_of(draft.first(BUCKET_POLICY)).append(statement)


@register
def bucket_policy_for_any_organisation(draft: Draft) -> None:
    """A bucket that lets in the members of any organisation."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    policy_of(draft.first(BUCKET_POLICY)).append(statement | {"Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}})


@register
def bucket_blocks_three_of_four(draft: Draft) -> None:
    """A bucket that no longer blocks public policies; the other three blocks stay."""
    draft.first(BUCKET).properties["PublicAccessBlockConfiguration"]["BlockPublicPolicy"] = False


@register
def bucket_with_a_website(draft: Draft) -> None:
    """A bucket that is a web site."""
    draft.first(BUCKET).properties["WebsiteConfiguration"] = {"IndexDocument": "index.html"}


@register
def registry_for_everybody(draft: Draft) -> None:
    """A registry whose policy lets everybody pull."""
    pull = {"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}
    draft.first("AWS::ECR::Repository").properties["RepositoryPolicyText"] = {"Statement": [pull]}


@register
def role_for_any_identity_provider(draft: Draft) -> None:
    """A role that everybody with an account at a code host may take on."""
    provider = draft.elsewhere.arn("iam", "oidc-provider/token.actions.githubusercontent.com", region="")
    trust = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
    draft.first("AWS::IAM::Role").properties["AssumeRolePolicyDocument"]["Statement"].append(trust)


# What our own identities may do elsewhere


@register
def nodes_write_away(draft: Draft) -> None:
    """The nodes may write into a bucket of somebody else whose name begins as ours do."""
    away = f"{draft.elsewhere.bucket(draft.scope.name + '-away')}/*"
    policy_of(draft.first("AWS::IAM::ManagedPolicy")).append({"Effect": "Allow", "Action": "s3:Put*", "Resource": away})


@register
def role_in_any_account(draft: Draft) -> None:
    """Our identities may take on a role of any account."""
    target = draft.elsewhere.arn("iam", "role/collector", region="", account="*")
    policy_of(draft.first("AWS::IAM::ManagedPolicy")).append({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": target})
