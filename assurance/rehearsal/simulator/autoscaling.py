"""What moto leaves out when an Auto Scaling group is changed: its placement group and which instances go first."""

from moto.autoscaling.responses import AutoScalingResponse

from assurance.rehearsal.values import Json

update = AutoScalingResponse.update_auto_scaling_group


def update_auto_scaling_group(self: Json) -> Json:
    """Moto's change, and the rest of what was given."""
    answer = update(self)
    group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
    for parameter, attribute in (("PlacementGroup", "placement_group"), ("TerminationPolicies", "termination_policies")):
        if (value := self._get_param(parameter)) is not None:
            setattr(group, attribute, value)
    return answer


OPERATIONS = {"update_auto_scaling_group": update_auto_scaling_group}
