"""Shell sessions on the nodes: through Systems Manager's endpoints, encrypted and logged under our keys, and over after a while."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import AccountRootPrincipal, Effect, PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_ssm import CfnDocument

from blueprint.facts.people import LOOK_AT_SESSIONS
from blueprint.settings import Deployment, Sessions
from constructs import Construct
from sovereign.looking import Looking
from sovereign.names import log_group_name, operator_role_name, session_document_name
from sovereign.own_key import OwnKey
from sovereign.own_log_group import OwnLogGroup
from sovereign.person_role import PersonRole

CONTEXT = ["aws:ssm:SessionId", "aws:ssm:TargetId"]
"""What the plug-in and the agent bind a session's key to (session-manager-plugin and amazon-ssm-agent, their KMS encrypters)."""


class OperatorSessions(Construct):
    """The session document of this deployment, the log group, the key of the channel, and the operators' role.

    Attributes:
        document: Says how a session is logged, encrypted and ended. Only sessions that name it are allowed.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment, spec: Sessions, logs_key: IKey) -> None:
        super().__init__(scope, construct_id)
        self._deployment = deployment.name
        self.key = OwnKey(
            self,
            "Key",
            deployment=deployment.name,
            purpose="sessions",
            rotation_days=deployment.keys.rotation_days,
            deletion_window_days=deployment.keys.deletion_window_days,
            use=[_channel(self)],
        )
        self.log_group = OwnLogGroup(
            self,
            "LogGroup",
            name=log_group_name(deployment.name, "sessions"),
            key=logs_key,
            retention_days=deployment.audit.log_retention_days,
        )
        self.document = CfnDocument(
            self,
            "Document",
            name=session_document_name(deployment.name),
            document_type="Session",
            document_format="JSON",
            update_method="NewVersion",
            content=_content(spec, str(self.log_group.log_group_name), self.key.key_arn),
        )
        self.document.add_resource_dependency(self.log_group)
        looking = Looking(self, deployment.name, LOOK_AT_SESSIONS)
        role = PersonRole(
            self,
            "Operator",
            name=operator_role_name(deployment.name),
            description=f"Opens shell sessions on the nodes of {deployment.name}",
            people=spec.operators,
            mfa_age_s=spec.mfa_age_s,
            session_s=3600,
            may=[*looking.statements, *self.may_open()],
        )
        role.acknowledge_wildcards([*looking.wildcards, *self._wildcards()], reason=WHY)

    def may_open(self) -> list[PolicyStatement]:
        """Sessions on nodes of this deployment, by its own document alone; one's own sessions may be taken up again and ended."""
        stack = Stack.of(self)
        nodes, own = self._wildcards()
        document = f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:document/{session_document_name(self._deployment)}"
        return [
            PolicyStatement(
                sid="OpenOnOwnNodes",
                actions=["ssm:StartSession"],
                resources=[nodes],
                conditions={"StringEquals": {"ssm:resourceTag/deployment": self._deployment}},
            ),
            # With this switch Systems Manager asks for the document too, where a session would else open by the account's default.
            PolicyStatement(
                sid="OpenByTheDocument",
                actions=["ssm:StartSession"],
                resources=[document],
                conditions={"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}},
            ),
            PolicyStatement(
                sid="NoOtherDocument",
                effect=Effect.DENY,
                actions=["ssm:StartSession"],
                resources=[nodes],
                conditions={"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "false"}},
            ),
            PolicyStatement(sid="KeepOwnSessions", actions=["ssm:ResumeSession", "ssm:TerminateSession"], resources=[own]),
            PolicyStatement(sid="EncryptTheChannel", actions=["kms:GenerateDataKey"], resources=[self.key.key_arn]),
        ]

    def acknowledge(self, role: PersonRole) -> None:
        """Leaves be the wildcards of `may_open` on another role."""
        role.acknowledge_wildcards(self._wildcards(), reason=WHY)

    def _wildcards(self) -> list[str]:
        stack = Stack.of(self)
        return [
            f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:instance/*",
            f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:session/${{aws:userid}}-*",
        ]


WHY = "Nodes are told apart by their deployment tag, in a condition; a session's name begins with its owner's id and ends as it comes."


def _channel(scope: Construct) -> PolicyStatement:
    """Both ends of a session use the key themselves and not through a service, so the statement is bound to a session's context."""
    return PolicyStatement(
        sid="OpenChannelsOfSessions",
        principals=[AccountRootPrincipal()],
        actions=["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
        resources=["*"],  # in a key policy: this key
        conditions={
            "StringEquals": {"kms:CallerAccount": Stack.of(scope).account},
            "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": CONTEXT},
            "Null": {"kms:EncryptionContextKeys": "false"},
        },
    )


def _content(spec: Sessions, log_group: str, key_arn: str) -> dict[str, object]:
    """The preferences (Session Manager guide, Session document schema)."""
    return {
        "schemaVersion": "1.0",
        "description": "A shell whose every line is logged under the deployment's own key.",
        "sessionType": "Standard_Stream",
        "inputs": {
            "cloudWatchLogGroupName": log_group,
            "cloudWatchEncryptionEnabled": True,
            "cloudWatchStreamingEnabled": True,
            "kmsKeyId": key_arn,
            "idleSessionTimeout": str(spec.idle_timeout_minutes),
            "maxSessionDuration": str(spec.longest_minutes),
        },
    }


def on_the_node(scope: Construct, *, deployment: str, key_arn: str) -> Sequence[PolicyStatement]:
    """What a node needs for it: to write into the one log group, and to open the channel's key."""
    streams = session_log_streams(scope, deployment)
    return [
        PolicyStatement(
            sid="LogSessions", actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[streams]
        ),
        PolicyStatement(sid="FindTheLogGroup", actions=["logs:DescribeLogGroups"], resources=["*"]),
        PolicyStatement(sid="OpenTheChannel", actions=["kms:Decrypt"], resources=[key_arn]),
    ]


def session_log_streams(scope: Construct, deployment: str) -> str:
    """The streams of the sessions' log group, one a session."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{log_group_name(deployment, 'sessions')}:*"
