"""One account in one region, as boto3 sees it."""

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]

from assurance.rehearsal.values import Json
from blueprint.facts.partitions import partition

# A simulator either answers or does not: a second try would only hide the first answer.
CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60)


KEY_PREFIX = "REHEARSE"
"""How the access keys begin that the simulator takes for an account's; the account follows, which makes the twenty characters of a key."""


def access_key(account: str) -> str:
    """The access key of an account's own people."""
    return KEY_PREFIX + account


class Aws:
    """Clients by the name of their service: `aws.kms`, `aws.s3`.

    Args:
        region: the region that every client is for.
        account: the account that the rehearsal deploys into.
        endpoint: where the simulator listens; None inside a process that mocks the services itself.
    """

    def __init__(self, region: str, account: str, endpoint: str | None = None) -> None:
        self.region = region
        self.account = account
        self.partition: str = boto3.Session().get_partition_for_region(region)
        self.dns_suffix = partition(self.partition).dns_suffix
        self._endpoint = endpoint
        self._clients: dict[str, Json] = {}

    def __getattr__(self, service: str) -> Json:
        if service.startswith("_"):
            raise AttributeError(service)
        return self.client(service)

    def client(self, service: str) -> Json:
        """The boto3 client of a service, made once."""
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                region_name=self.region,
                endpoint_url=self._endpoint,
                aws_access_key_id=access_key(self.account),
                aws_secret_access_key="rehearsal",  # noqa: S106 - the simulator asks for a signature, not for a secret
                config=CONFIG,
            )
        return self._clients[service]

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """An ARN of this account; `region=""` for services that have none in theirs."""
        return f"arn:{self.partition}:{service}:{self.region if region is None else region}:{self.account}:{resource}"
