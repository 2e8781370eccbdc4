"""Who does the work: this process, processes of this machine, or a Dask cluster; the calling code is the same.

Knows no model: a task is any function that can be found by its name, an item whatever it takes.
"""

from sim.work.choosing import MOST_WORKERS, usual_workers, workers_for
from sim.work.dask_cluster import LOCAL, cluster
from sim.work.local_processes import processes
from sim.work.workers import GivenUpError, Workers, in_this_process

__all__ = [
    "LOCAL",
    "MOST_WORKERS",
    "GivenUpError",
    "Workers",
    "cluster",
    "in_this_process",
    "processes",
    "usual_workers",
    "workers_for",
]
