"""The jobs of a data folder keep their packages in a folder of their own."""

from pulsemeter.packing.export_service import FOLDER, exports_for
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.export_jobs import ExportJob


def test_packages_lie_in_the_data_folder(tmp_path, world):
    trail = AuditTrail(world.stores.audit, world.clock)
    jobs = exports_for(tmp_path, world.stores, trail, world.clock, world.chance)
    job = ExportJob("abc", "id", "CODE", "released", ("csv",), lambda: None)
    assert jobs.path(job) == tmp_path / FOLDER / "abc.zip"
