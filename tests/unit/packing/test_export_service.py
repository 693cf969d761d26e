"""The jobs of a data folder keep their packages in a folder of their own."""

from pulsemeter.packing.export_service import FOLDER, exports_for
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.jobs import Job, Jobs, JobState


def test_packages_lie_in_the_data_folder(tmp_path, world):
    trail = AuditTrail(world.stores.audit, world.clock)
    jobs = Jobs(world.stores.jobs, world.clock, world.chance)
    exports = exports_for(tmp_path, world.stores, trail, world.clock, world.chance, jobs)
    job = Job(JobNote("abc", "data", "abc", "moon", "CODE", 1), JobState.READY)
    assert exports.progress(job).kept == tmp_path / FOLDER / "abc.zip"
