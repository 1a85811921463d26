"""AWS Backup: vaults with their locks, plans, and jobs that really copy objects.

moto keeps vaults and plans by name and knows no policy, selection or job. What is refused here is what AWS Backup refuses: a role that
does not trust it or may not, a key or a vault that does not let it, a retention outside a lock, a deletion inside one.
"""

from assurance.rehearsal.simulator.backup import jobs, plans, points, vaults

OPERATIONS = {**vaults.OPERATIONS, **plans.OPERATIONS, **points.OPERATIONS, **jobs.OPERATIONS}

PATHS = (
    "{0}/backup-vaults/(?P<name>[^/]+)/access-policy$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<point>.+)$",
    "{0}/backup-jobs/?$",
    "{0}/backup-jobs/(?P<job>[^/]+)$",
    "{0}/copy-jobs/?$",
    "{0}/copy-jobs/(?P<job>[^/]+)$",
    "{0}/restore-jobs/?$",
    "{0}/restore-jobs/(?P<job>[^/]+)$",
)
"""What moto's server does not route to this service yet."""
