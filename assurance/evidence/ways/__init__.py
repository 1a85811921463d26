"""Ways in that a deployment declares: what each lets be, and whether the templates hold exactly that."""
