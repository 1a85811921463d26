"""The proof: is it true, will it deploy, may it come in."""
