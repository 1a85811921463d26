"""The recorder of the configuration with its rules, analyzers of access, the block on public access."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.shapes import call
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import Given, Update, joint


def _rule(aws: Aws, name: str, given: Given, _before: Given) -> None:
    """PutConfigRule takes a rule that is there for a changed one."""
    rule = {part: value for part, value in given.items() if part not in {"ConfigRuleName", "InputParameters"}}
    parameters = given.get("InputParameters")
    written = parameters if parameters is None or isinstance(parameters, str) else json.dumps(parameters)
    wanted = {"ConfigRuleName": name, **rule, **({"InputParameters": written} if written is not None else {})}
    call(aws.config, "put_config_rule", ConfigRule=wanted)


def _recorder(aws: Aws, name: str, given: Given, _before: Given) -> None:
    wanted = {"name": name, "roleARN": given["RoleARN"], "recordingGroup": given.get("RecordingGroup")}
    call(aws.config, "put_configuration_recorder", ConfigurationRecorder=wanted)


def _block(aws: Aws, _account: str, given: Given, _before: Given) -> None:
    call(aws.ec2, "modify_vpc_block_public_access_options", InternetGatewayBlockMode=given["InternetGatewayBlockMode"])


ANALYZER = tags.tagger(
    "accessanalyzer",
    "tag_resource",
    "untag_resource",
    lambda _aws, arn: {"resourceArn": arn},
    tags="tags",
    keys="tagKeys",
    write=dict,
)
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::AccessAnalyzer::Analyzer": {"Tags": ANALYZER},
    "AWS::Config::ConfigRule": joint("Description", "InputParameters", "MaximumExecutionFrequency", "Scope", "Source", by=_rule),
    "AWS::Config::ConfigurationRecorder": joint("RecordingGroup", "RoleARN", by=_recorder),
    "AWS::EC2::VPCBlockPublicAccessOptions": {"InternetGatewayBlockMode": _block},
}
