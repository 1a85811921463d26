"""A parallel file system beside the nodes, which reads and writes the lake's buckets by itself."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk.aws_fsx import CfnDataRepositoryAssociation, CfnFileSystem
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import Bucket

from blueprint.settings import Lustre
from constructs import Construct
from sovereign.security_group import ALL, ClosedGroup

LUSTRE = ((988, 988), (1018, 1023))
"""Lustre's own ports (FSx for Lustre User Guide, File System Access Control with Amazon VPC)."""

Association = CfnDataRepositoryAssociation


class LustreLake(Construct):
    """FSx for Lustre, PERSISTENT_2, under our own key.

    FSx tries its network before it says yes, so the rules of its group stand before it: without them creation fails with
    "do not permit Lustre LNET network traffic on port 988".

    Attributes:
        servers: The file system's own group.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, spec: Lustre, vpc_id: str, subnet_id: str, clients: ClosedGroup, key: IKey
    ) -> None:
        super().__init__(scope, construct_id)
        self.servers = ClosedGroup(self, "Servers", vpc_id=vpc_id, description="Lustre servers")
        self.servers.talks_to(self.servers, *LUSTRE, why="Lustre among its servers")
        clients.talks_to(self.servers, *LUSTRE, why="Lustre from a client", recorded_in=self)
        self.servers.talks_to(clients, *LUSTRE, why="Lustre back to a client")
        if spec.efa:
            self._open_efa(clients)
        self.file_system = CfnFileSystem(
            self,
            "FileSystem",
            file_system_type="LUSTRE",
            file_system_type_version="2.15",
            storage_type="SSD",
            storage_capacity=spec.capacity_gib,
            subnet_ids=[subnet_id],
            security_group_ids=[self.servers.group_id],
            kms_key_id=key.key_arn,
            lustre_configuration=CfnFileSystem.LustreConfigurationProperty(
                deployment_type="PERSISTENT_2",
                per_unit_storage_throughput=spec.throughput_mbps_per_tib,
                data_compression_type="LZ4",
                efa_enabled=spec.efa or None,
                metadata_configuration=_metadata(spec.metadata_iops),
            ),
        )
        # What has to last is in the buckets; said aloud, since a file system that goes with its stack should surprise nobody.
        self.file_system.apply_removal_policy(RemovalPolicy.DESTROY)
        for rule in self.servers.rules:
            self.file_system.add_resource_dependency(rule)

    @property
    def dns_name(self) -> str:
        """What the clients mount."""
        return self.file_system.attr_dns_name

    @property
    def mount_name(self) -> str:
        """The file system's own name for its root."""
        return self.file_system.attr_lustre_mount_name

    def reads(self, name: str, bucket: Bucket) -> Association:
        """Shows a bucket below `/name`, kept up to date; what is written there stays in Lustre."""
        return self._associate(
            name,
            bucket,
            Association.S3Property(auto_import_policy=Association.AutoImportPolicyProperty(events=["NEW", "CHANGED", "DELETED"])),
        )

    def writes(self, name: str, bucket: Bucket) -> Association:
        """Carries what is written below `/name` to a bucket. A file deleted in Lustre stays in the bucket: nothing is lost by an `rm`."""
        policy = Association.AutoExportPolicyProperty(events=["NEW", "CHANGED"])
        return self._associate(name, bucket, Association.S3Property(auto_export_policy=policy))

    def _associate(self, name: str, bucket: Bucket, how: Association.S3Property) -> Association:
        association = Association(
            self,
            name.capitalize(),
            file_system_id=self.file_system.ref,
            file_system_path=f"/{name}",
            data_repository_path=f"s3://{bucket.bucket_name}",
            batch_import_meta_data_on_create=how.auto_import_policy is not None,
            s3=how,
        )
        if bucket.policy:  # both change the bucket, and S3 refuses two changes at once
            association.node.add_dependency(bucket.policy)
        return association

    def _open_efa(self, clients: ClosedGroup) -> None:
        """An EFA file system asks for all traffic within its group and with its clients', by group."""
        self.servers.talks_to(self.servers, ALL, why="EFA among the servers")
        clients.talks_to(self.servers, ALL, why="EFA from a client", recorded_in=self)
        self.servers.talks_to(clients, ALL, why="EFA back to a client")

    @property
    def arn(self) -> str:
        """The file system's ARN."""
        stack = Stack.of(self)
        return f"arn:{stack.partition}:fsx:{stack.region}:{stack.account}:file-system/{self.file_system.ref}"


def _metadata(iops: int | None) -> CfnFileSystem.MetadataConfigurationProperty:
    """FSx refuses a number in the automatic mode, and an EFA file system without either mode."""
    if iops is None:
        return CfnFileSystem.MetadataConfigurationProperty(mode="AUTOMATIC")
    return CfnFileSystem.MetadataConfigurationProperty(mode="USER_PROVISIONED", iops=iops)
