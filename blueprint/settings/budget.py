"""What the account may cost in a month before somebody is told."""

from pydantic import Field

from blueprint.settings.part import Part


class Budget(Part):
    """A budget for the whole account, with notices to the alarms' topic."""

    monthly_amount: int = Field(ge=1, le=10**9, description="What the account may cost in a month, in units of `currency`.")
    currency: str = Field(
        default="USD",
        pattern=r"^[A-Z]{3}$",
        description="The currency that the account is billed in; no source says which the partitions beside `aws` take.",
    )
    notice_percents: tuple[int, ...] = Field(
        default=(50, 80, 100),
        min_length=1,
        max_length=9,
        description="Percents of the amount, once spent, at which somebody is told: up to nine whole numbers, 1 to 1000, ascending.",
    )
