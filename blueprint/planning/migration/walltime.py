"""Wall times: each job carries a deadline of its own, so a policy refuses those without one, and those past their namespace's."""

from typing import Any

POLICY = "wall-time"
LIMITS = "limits"
KEY = "longest-seconds"
OF_A_JOB = "has(object.spec.activeDeadlineSeconds) && object.spec.activeDeadlineSeconds <= int(params.data['longest-seconds'])"
OF_A_RUN = (
    "has(object.spec.runPolicy) && has(object.spec.runPolicy.activeDeadlineSeconds) && "
    "object.spec.runPolicy.activeDeadlineSeconds <= int(params.data['longest-seconds'])"
)

Thing = dict[str, Any]


def policy() -> tuple[Thing, Thing]:
    """The policy and its binding: one for the cluster, each namespace's limit as its parameter.

    A JobSet's jobs are jobs: they are held to it, too.
    """
    admission = "admissionregistration.k8s.io/v1"
    rules = [
        {"apiGroups": ["batch"], "apiVersions": ["v1"], "resources": ["jobs"], "operations": ["CREATE", "UPDATE"]},
        {"apiGroups": ["kubeflow.org"], "apiVersions": ["v1"], "resources": ["pytorchjobs"], "operations": ["CREATE", "UPDATE"]},
    ]
    spec = {
        "failurePolicy": "Fail",
        "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
        "matchConstraints": {"resourceRules": rules},
        "validations": [
            {
                "expression": f"object.kind == 'Job' ? ({OF_A_JOB}) : ({OF_A_RUN})",
                "message": "a job needs activeDeadlineSeconds, and at most its namespace's longest-seconds",
            }
        ],
    }
    binding = {
        "policyName": POLICY,
        "validationActions": ["Deny"],
        "paramRef": {"name": LIMITS, "parameterNotFoundAction": "Deny"},
        "matchResources": {"namespaceSelector": {"matchExpressions": [{"key": "job-type", "operator": "Exists"}]}},
    }
    return (
        {"apiVersion": admission, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": POLICY}, "spec": spec},
        {"apiVersion": admission, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": POLICY}, "spec": binding},
    )


def limits(space: str, hours: int) -> Thing:
    """A namespace's longest wall time."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": LIMITS, "namespace": space},
        "data": {KEY: str(hours * 3600)},
    }
