"""User data of a plain EC2 node."""

from importlib import resources

MOUNT_POINT = "/lake"


def user_data(*, dns_name: str, mount_name: str, mount_point: str = MOUNT_POINT) -> str:
    """The script that a node runs at its first start.

    Args:
        dns_name: The file system's address; may be a CDK token.
        mount_name: The file system's mount name; may be a CDK token.
        mount_point: Where to mount it.

    Returns:
        A bash script of which every placeholder is filled in.
    """
    script = resources.files(__package__).joinpath("mount-lustre.sh").read_text("utf-8")
    for placeholder, value in {"DNS_NAME": dns_name, "MOUNT_NAME": mount_name, "MOUNT_POINT": mount_point}.items():
        script = script.replace(f"@{placeholder}@", value)
    return script
