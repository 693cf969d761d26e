"""Data packages put together for one server: its jobs, and the folder where they lie meanwhile."""

from pathlib import Path

from pulsemeter.packing.data_shelf import FolderShelf
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.export_jobs import ExportJobs
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.ports import Chance, Clock, Stores

FOLDER = "exports"


def exports_for(
    data: Path, stores: Stores, trail: AuditTrail, clock: Clock, chance: Chance, jobs: Jobs
) -> ExportJobs:
    """For the server of a data folder."""
    return ExportJobs(stores, trail, FolderShelf(data / FOLDER), clock, chance, jobs)
