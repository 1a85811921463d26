"""Which resources a rule of AWS Config looks at: moto checks a scope by tag and then tells it under another name."""

import json

from moto.config.responses import ConfigResponse

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

put = ConfigResponse.put_config_rule
describe = ConfigResponse.describe_config_rules


def put_config_rule(self: Json) -> str:
    """Keeps the scope as it was given."""
    rule = json.loads(self.body)["ConfigRule"]
    answer: str = put(self)
    Records.of(self.config_backend, "scopes")[rule["ConfigRuleName"]] = rule.get("Scope", {})
    return answer


def describe_config_rules(self: Json) -> str:
    """Every rule with its scope."""
    answer = json.loads(describe(self))
    for rule in answer["ConfigRules"]:
        scope = Records.of(self.config_backend, "scopes").get(rule["ConfigRuleName"], {})
        rule.pop("Scope", None)
        rule.update({"Scope": scope} if scope else {})
    return json.dumps(answer)


OPERATIONS = {"put_config_rule": put_config_rule, "describe_config_rules": describe_config_rules}
