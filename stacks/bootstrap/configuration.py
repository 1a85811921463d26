"""What CloudFormation may do to record the configuration, analyse access, and block public access."""

from sovereign.configuration_recorder import SERVICE_ROLE
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn

RECORDER = (
    "DeleteConfigurationRecorder DescribeConfigurationRecorderStatus DescribeConfigurationRecorders PutConfigurationRecorder "
    "StartConfigurationRecorder StopConfigurationRecorder"
)
CHANNEL = (
    "DeleteDeliveryChannel DescribeComplianceByConfigRule DescribeConfigRules DescribeConfigurationRecorders "
    "DescribeConfigurationRecorderStatus DescribeDeliveryChannels ListTagsForResource PutDeliveryChannel"
)
ANALYZER = "CreateAnalyzer DeleteAnalyzer GetAnalyzer ListArchiveRules ListTagsForResource TagResource UntagResource UpdateAnalyzer"


def configuration(name: str) -> list[Statement]:
    """An account and region have one recorder, and one channel, which IAM knows no ARN for; recorder and rules are named as they come.

    Analyzers carry the deployment's name. What the registry lists beside these is for analyzers of an organisation.
    """
    role = arn("iam", f"role/aws-service-role/{principal('config')}/{SERVICE_ROLE}", regional=False)
    return [
        allow("KeepTheRecorder", [f"config:{verb}" for verb in RECORDER.split()], arn("config", "configuration-recorder/*")),
        allow("KeepTheChannel", [f"config:{verb}" for verb in CHANNEL.split()], "*"),
        allow("KeepRules", ["config:DeleteConfigRule", "config:PutConfigRule"], arn("config", "config-rule/*")),
        allow("PassConfigItsRole", ["iam:PassRole"], role, {"StringEquals": {"iam:PassedToService": principal("config")}}),
        allow("KeepAnalyzers", [f"access-analyzer:{verb}" for verb in ANALYZER.split()], arn("access-analyzer", f"analyzer/{name}-*")),
        allow("ListAnalyzers", ["access-analyzer:ListAnalyzers"], "*"),
        allow("BlockPublicAccess", ["ec2:ModifyVpcBlockPublicAccessOptions"], "*"),
    ]
