"""Attacks on `stores_are_in_the_trail` in the second account, which has a trail of its own."""

from typing import Any

from assurance.evidence.mutations.draft import Draft, Found
from assurance.evidence.mutations.mutation import Register

in_the_second_account = Register("stores_are_in_the_trail")

TRAIL, ROLE, OBJECTS = "AWS::CloudTrail::Trail", "AWS::IAM::Role", "AWS::S3::Object"


def there(draft: Draft) -> Found:
    """The second account's trail."""
    return [*draft.every(TRAIL)][1]


def records_of(draft: Draft, own: Found) -> Found:
    """The bucket of a trail's records: the only one under a lock that stands in the trail's own stack."""
    locked = draft.every("AWS::S3::Bucket", lambda each: "ObjectLockEnabled" in each)
    return next(each for each in locked if each.template == own.template)


def taken_there(draft: Draft, records: str) -> list[dict[str, Any]]:
    """The second trail's selectors of some data events, taken out of it."""
    about = {"Field": "resources.type", "Equals": [records]}
    every = there(draft).properties["AdvancedEventSelectors"]
    taken = [each for each in every if about in each["FieldSelectors"]]
    if not taken:
        raise StopIteration(f"selector of {records}")
    every[:] = [each for each in every if each not in taken]
    return taken


@in_the_second_account
def second_account_without_a_trail(draft: Draft) -> None:
    """Nobody sees what is done in the account in which the copies lie."""
    draft.remove(there(draft))


@in_the_second_account
def second_trail_stopped(draft: Draft) -> None:
    """The second account's trail is there and does not log."""
    there(draft).properties["IsLogging"] = False


@in_the_second_account
def second_trail_without_objects(draft: Draft) -> None:
    """The second account's bootstrap bucket and records are in no selector."""
    taken_there(draft, OBJECTS)


@in_the_second_account
def second_trail_without_the_alarms_topic(draft: Draft) -> None:
    """Nobody sees who else tells the second account's people that all is well."""
    taken_there(draft, "AWS::SNS::Topic")


@in_the_second_account
def second_account_watched_from_the_first(draft: Draft) -> None:
    """The selectors of the second account's buckets stand in the first account's trail, which never sees them."""
    draft.first(TRAIL).properties["AdvancedEventSelectors"] += taken_there(draft, OBJECTS)


@in_the_second_account
def first_account_watched_from_the_second(draft: Draft) -> None:
    """The deployment's own trail is gone, and the other account's names its buckets."""
    own = draft.first(TRAIL).properties["AdvancedEventSelectors"]
    draft.remove(draft.first(TRAIL))
    draft.first(TRAIL).properties["AdvancedEventSelectors"] += own


@in_the_second_account
def second_bucket_without_lock(draft: Draft) -> None:
    """The second account's records lie in a bucket without Object Lock."""
    bucket = records_of(draft, there(draft))
    for name in ("ObjectLockEnabled", "ObjectLockConfiguration"):
        del bucket.properties[name]


@in_the_second_account
def copier_that_stops_the_second_trail(draft: Draft) -> None:
    """The role that copies back may stop the trail of its account."""
    own = there(draft)
    role = next(each for each in draft.every(ROLE) if each.template == own.template)
    statement = {"Effect": "Allow", "Action": "cloudtrail:StopLogging", "Resource": "*"}
    role.properties.setdefault("Policies", []).append({"PolicyName": "more", "PolicyDocument": {"Statement": [statement]}})
