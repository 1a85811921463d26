"""What moto forgets of a load balancer: whether its groups are asked about what comes through an endpoint."""

from moto.core.responses import ActionResult

from assurance.rehearsal.values import Json

SWITCH = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def set_security_groups(self: Json) -> ActionResult:
    """The groups, and the switch."""
    arn, groups = self._get_param("LoadBalancerArn"), self._get_param("SecurityGroups", [])
    self.elbv2_backend.set_security_groups(arn, groups)
    answer: dict[str, Json] = {"SecurityGroupIds": groups}
    if (switch := self._get_param(SWITCH)) is not None:
        (balancer,) = self.elbv2_backend.describe_load_balancers([arn], None)
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = switch
        answer[SWITCH] = switch
    return ActionResult(answer)


OPERATIONS = {"set_security_groups": set_security_groups}
