"""A place has the same name in every deployment, whatever the stack is called."""

from assurance.evidence.scanners.places import Places

BUCKET = {"Type": "AWS::S3::Bucket"}


def test_a_construct_is_named_by_its_path_without_the_deployment(assembly_of):
    places = Places(assembly_of({"B1": BUCKET}, {"B1": "/mine-part/Store/Bucket/Resource"}), "mine")
    assert places.place(places.files[0], "Resources", "B1") == "part/Store/Bucket"


def test_a_path_in_the_template_serves_as_well(assembly_of):
    places = Places(assembly_of({"B1": BUCKET | {"Metadata": {"aws:cdk:path": "mine-part/Store/Resource"}}}), "mine")
    assert places.place(places.files[0], "Resources", "B1") == "part/Store"


def test_what_no_construct_made_keeps_its_logical_id(assembly_of):
    places = Places(assembly_of({"B1": BUCKET}), "mine")
    assert places.place(places.files[0], "Resources", "B1") == "part/B1"


def test_what_is_no_resource_is_named_by_its_section(assembly_of):
    places = Places(assembly_of({"B1": BUCKET}, Parameters={"P": {"Type": "String"}}), "mine")
    assert places.place(places.files[0], "Parameters", "P") == "part/Parameters/P"
    assert set(places.all()) == {("part/B1", "AWS::S3::Bucket"), ("part/Parameters/P", "")}


def test_another_projects_stack_keeps_its_whole_name(assembly_of):
    places = Places(assembly_of({"B1": BUCKET}), "theirs")
    assert places.place(places.files[0], "Resources", "B1") == "mine-part/B1"
