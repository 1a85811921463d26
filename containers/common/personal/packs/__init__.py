"""One pack a file; a new one is one file and one row here."""

from containers.common.personal.packs import (
    access_token,
    email,
    german_pension_number,
    german_tax_id,
    iban,
    ip_address,
    japanese_my_number,
    payment_card,
    phone,
    private_key,
    travel_document,
    url_credentials,
)

PACKS = (
    private_key.PACK,
    access_token.PACK,
    url_credentials.PACK,
    email.PACK,
    iban.PACK,
    payment_card.PACK,
    german_tax_id.PACK,
    german_pension_number.PACK,
    japanese_my_number.PACK,
    travel_document.PACK,
    phone.PACK,
    ip_address.V4,
    ip_address.V6,
)
