"""A model that answers inside the network and can call nobody."""

from aws_cdk import Stack
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sagemaker import CfnEndpoint, CfnEndpointConfig, CfnModel

from blueprint.facts.data_classes import DataClass
from blueprint.facts.instances import instance
from blueprint.settings import Serving
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.names import bucket_name, endpoint_name
from sovereign.security_group import ClosedGroup
from sovereign.service_role import ServiceRole


class ModelEndpoint(Construct):
    """A SageMaker endpoint: our image by digest, our weights from our bucket, network isolation, no data capture.

    The names of model and configuration are CloudFormation's, for both are replaced on each change; the endpoint's stays.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        spec: Serving,
        subnet_ids: list[str],
        group: ClosedGroup,
        role: ServiceRole,
        key: IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment, self._spec = deployment, spec
        self.model = CfnModel(
            self,
            "Model",
            execution_role_arn=role.arn,
            enable_network_isolation=True,
            vpc_config=CfnModel.VpcConfigProperty(subnets=subnet_ids, security_group_ids=[group.group_id]),
            primary_container=self._container(),
        )
        self.config = CfnEndpointConfig(
            self,
            "Config",
            kms_key_id=None if instance(spec.instance_type).has_local_nvme else key.key_arn,
            production_variants=[self._variant()],
        )
        self._acknowledge_nvme()
        self.endpoint = CfnEndpoint(
            self, "Endpoint", endpoint_name=endpoint_name(deployment), endpoint_config_name=self.config.attr_endpoint_config_name
        )

    def _container(self) -> CfnModel.ContainerDefinitionProperty:
        stack, spec = Stack.of(self), self._spec
        registry = f"{stack.account}.dkr.ecr.{stack.region}.{stack.url_suffix}"
        return CfnModel.ContainerDefinitionProperty(
            image=f"{registry}/{self._deployment}/{spec.image_repository}@{spec.image_digest}",
            model_data_source=CfnModel.ModelDataSourceProperty(
                s3_data_source=CfnModel.S3DataSourceProperty(
                    s3_uri=f"s3://{bucket_name(self, self._deployment, DataClass.MODELS)}/{spec.model_prefix}",
                    s3_data_type="S3Prefix",
                    compression_type="None",
                )
            ),
            environment={"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
        )

    def _variant(self) -> CfnEndpointConfig.ProductionVariantProperty:
        spec = self._spec
        return CfnEndpointConfig.ProductionVariantProperty(
            variant_name="base",
            model_name=self.model.attr_model_name,
            instance_type=spec.instance_type,
            initial_instance_count=spec.instances,
            initial_variant_weight=1,
            container_startup_health_check_timeout_in_seconds=spec.startup_timeout_s,
            model_data_download_timeout_in_seconds=spec.download_timeout_s,
        )

    def _acknowledge_nvme(self) -> None:
        if not instance(self._spec.instance_type).has_local_nvme:
            return
        acknowledge(
            self.config,
            Pack.NIST,
            "SageMakerEndpointConfigurationKMSKeyConfigured",
            reason=f"{self._spec.instance_type} has local NVMe, which its hardware encrypts with a key that dies with the instance; "
            "SageMaker takes no key of ours for it.",
        )
