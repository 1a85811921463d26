"""The proof: the synthesised templates as one graph, the claims made about it, and the auditor's report.

It gets a `cdk.out` and a `Scope` (regions, partition, accounts, services) and knows no more, so it reads the templates of any project.
What a template leaves open (a parameter without a default, a reference that leads out of it) stays symbolic; a claim that depends on it
does not hold.
"""
