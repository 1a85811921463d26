"""Whose a call is: the rehearsal's keys carry the account in their name."""

import re

from moto.iam import models

from assurance.rehearsal.aws import KEY_PREFIX

OWN = re.compile(rf"{KEY_PREFIX}(\d{{12}})")
of_moto = models.get_account_id_from


def account_of(access_key: str) -> str:
    """In place of moto's function of this purpose, which takes a key that it has not made for the default account's."""
    found = OWN.fullmatch(access_key or "")
    return found[1] if found else of_moto(access_key)
