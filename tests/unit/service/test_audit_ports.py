from pulsemeter.service.audit_ports import AuditBook
from pulsemeter.storage.memory import memory_stores


def test_the_reference_engine_keeps_the_port():
    book: AuditBook = memory_stores().audit
    for verb in ("append", "entries"):
        assert callable(getattr(book, verb))
    assert not hasattr(book, "remove")
