"""What the second account needs before its one stack: the same mechanism, fewer rights, and trust in its own people alone."""

from typing import Any

from blueprint.settings import Deployment
from sovereign.backup_places import second_account, vault_end
from sovereign.names import vault_alarm_name
from stacks.bootstrap.assets import assets
from stacks.bootstrap.backup import backup_boundary, role_rights, vault_rights, vault_roles
from stacks.bootstrap.boundary import guards
from stacks.bootstrap.names import Resource, Statement, allow, arn, managed_policy
from stacks.bootstrap.records import keep_buckets, keep_the_trail
from stacks.bootstrap.roles import roles

KEY = (
    "CancelKeyDeletion DescribeKey EnableKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags PutKeyPolicy "
    "ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription"
)
REPOSITORY = (
    "CreateRepository DescribeRepositories GetLifecyclePolicy GetRepositoryPolicy ListTagsForResource PutImageScanningConfiguration "
    "PutImageTagMutability SetRepositoryPolicy TagResource UntagResource"
)
TOPIC = "CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource "
TOPIC += "SetTopicAttributes TagResource UntagResource"
RULE = "DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource"
CARE = "DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies TagRole UntagRole UpdateAssumeRolePolicy UpdateRole"
POLICY = "CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy "
POLICY += "ListPolicyVersions TagPolicy UntagPolicy"


def vault_resources(deployment: Deployment) -> dict[str, Resource]:
    """Keys, buckets, boundary, rights and roles of the second account's bootstrap stack."""
    there = second_account(deployment)
    policies = {
        "ExecuteVault": managed_policy(f"{deployment.name}-execute-vault", "Vault, keys, alarm", *_vault(deployment)),
        "ExecuteTrail": managed_policy(f"{deployment.name}-execute-trail", "Trail and its buckets", *_trail(deployment.name)),
        "ExecuteRoles": managed_policy(f"{deployment.name}-execute-roles", "Roles, registry", *_roles(deployment.name), *guards(there)),
    }
    return {**assets(there), **backup_boundary(deployment), **policies, **roles(there, tuple(policies))}


def _vault(deployment: Deployment) -> list[Statement]:
    name, keys = deployment.name, arn("kms", "key/*")
    tagged: dict[str, Any] = {"StringEquals": {"aws:ResourceTag/deployment": name}}
    new: dict[str, Any] = {
        "StringEquals": {"aws:RequestTag/deployment": name},
        "StringEqualsIfExists": {"aws:ResourceTag/deployment": name},
    }
    aliases = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    alarm = vault_alarm_name(name)
    return [
        *vault_rights(deployment, vault_end(deployment)),
        allow("CreateKeys", ["kms:CreateKey", "kms:TagResource"], "*", new),
        allow("CareForKeys", _calls("kms", KEY), keys, tagged),
        allow("AliasOwnKeys", aliases, keys, tagged),
        allow("NameAliases", aliases, arn("kms", f"alias/{name}/*")),
        allow("ListAliases", ["kms:ListAliases"], "*"),
        allow("KeepTheTopic", _calls("sns", TOPIC), arn("sns", alarm)),
        allow("KeepTheRules", _calls("events", RULE), arn("events", f"rule/{alarm}-*")),
    ]


def _trail(name: str) -> list[Statement]:
    return [keep_buckets(name), *keep_the_trail(name)]


def _roles(name: str) -> list[Statement]:
    role, policy = (arn("iam", f"{kind}/{name}-*", regional=False) for kind in ("role", "policy"))
    through: dict[str, Any] = {
        "StringEquals": {"aws:ResourceTag/deployment": name},
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }
    return [
        *role_rights(name, vault_roles(name)),
        allow("CareForRoles", _calls("iam", CARE), role),
        allow("CareForPolicies", _calls("iam", POLICY), policy),
        allow("KeepRepositories", _calls("ecr", REPOSITORY), arn("ecr", f"repository/{name}/*")),
        allow("GrantImagesKey", ["kms:CreateGrant"], arn("kms", "key/*"), through),
        allow("KeepTheRegistry", ["ecr:DeleteRegistryPolicy", "ecr:GetRegistryPolicy", "ecr:PutRegistryPolicy"], "*"),
        allow("ReadTheVersion", ["ssm:GetParameters"], arn("ssm", "parameter/cdk-bootstrap/${Qualifier}/version")),
    ]


def _calls(service: str, verbs: str) -> list[str]:
    return [f"{service}:{verb}" for verb in verbs.split()]
