"""What a deployment must hold beyond its form: one topic a module, each a function from a draft to problems."""

from collections.abc import Callable, Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem
from blueprint.settings.rules import identity, lake, network, region, registry, retention, serving, subnets, training

Rule = Callable[[Draft], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    identity.owner_is_a_tag,
    region.approved_regions_exist_in_the_partition,
    region.region_is_approved,
    region.region_has_what_is_asked,
    network.range_is_private,
    network.zones_are_the_regions,
    subnets.one_a_zone,
    subnets.each_fits,
    subnets.none_overlap,
    lake.capacity_is_offered,
    lake.file_system_stands_beside_the_nodes,
    lake.efa_has_a_client,
    registry.repositories_are_valid,
    training.type_exists_and_is_sold,
    training.zone_is_in_the_network,
    serving.type_exists_and_is_sold,
    serving.image_has_a_repository,
    serving.prefix_is_a_plain_folder,
    retention.log_groups_accept_it,
)
