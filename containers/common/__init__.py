"""What the containers share: recipes, entry points, artefact stores, manifests, progress, the ledger, personal-data packs.

Containers import nothing of each other; what two of them need lives here (docs/architecture.md, "Contracts between containers").
"""
