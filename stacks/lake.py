"""Where documents, corpora, checkpoints and models lie."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.lake_buckets import LakeBuckets
from sovereign.lake_space import LakeSpace, SpaceRelease
from sovereign.lustre_lake import LustreLake
from sovereign.retention import write_once
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class LakeStack(PartStack):
    """S3 to keep them, Lustre to read them fast."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys, network: NetworkStack, topic_arn: str) -> None:
        super().__init__(scope, "lake", deployment=deployment, description="Buckets by data class, and Lustre beside them")
        plan = deployment.lake
        self.buckets = LakeBuckets(
            self,
            "Buckets",
            deployment=deployment.name,
            keys=keys,
            noncurrent_version_days=plan.noncurrent_version_days,
            rejects_days=plan.rejects_days,
            lock=write_once(deployment.stage, plan.ledger_retention_days),
        )
        self.lustre = LustreLake(
            self,
            "Lustre",
            spec=plan.lustre,
            vpc_id=network.vpc.vpc_id,
            subnet_id=network.vpc.tiers["nodes"].subnet_in(plan.lustre.zone).attr_subnet_id,
            clients=network.nodes,
            key=keys[DataClass.VOLUMES],
        )
        for read in (DataClass.RAW, DataClass.CURATED):
            self.lustre.reads(read, self.buckets[read])
        for written in (DataClass.CHECKPOINTS, DataClass.MODELS):
            self.lustre.writes(written, self.buckets[written])
        LakeSpace(self, "Space", deployment=deployment.name, spec=plan.lustre, lake=self.lustre, topic_arn=topic_arn)
        if plan.lustre.release:
            key = keys[DataClass.VOLUMES]
            SpaceRelease(self, "Release", deployment=deployment.name, spec=plan.lustre.release, lake=self.lustre, key=key)
