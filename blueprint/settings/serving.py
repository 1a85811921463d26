"""Serving on a SageMaker endpoint."""

from pydantic import Field

from blueprint.settings.part import Part


class Serving(Part):
    """One real-time endpoint inside the network."""

    instance_type: str = Field(description="A SageMaker hosting type, with `ml.` before it.")
    instances: int = Field(default=1, ge=1, le=32, description="How many instances answer.")
    image_repository: str = Field(default="serving", description="The image's repository, one of registry.repositories.")
    image_digest: str = Field(
        pattern=r"^sha256:[0-9a-f]{64}$", description="The image by digest: sha256: and 64 hexadecimal digits in lower case."
    )
    model_prefix: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*/$",
        description="Folder in the models bucket that holds the uncompressed weights; ends with a slash.",
    )
    startup_timeout_s: int = Field(default=1800, ge=60, le=3600, description="Seconds until the container must answer its health check.")
    download_timeout_s: int = Field(default=1800, ge=60, le=3600, description="Seconds until the weights must have been read.")
