"""Every parser of the program that reads what comes from outside, by its name.

A module that parses and is tried by none of these stands in `NOT_TRIED`, with the reason.
"""

from tests.fuzz import imported_files, messages, people_files, stored_bytes

GROUPS = {
    "people_files": people_files, "imported_files": imported_files, "messages": messages,
    "stored_bytes": stored_bytes,
}  # fmt: skip
TARGETS = [target for held in GROUPS.values() for target in held.TARGETS]
_OWN_FILE = "reads a file that this program wrote or that came with it"
_MACHINE = "reads what the operating system says of itself"
_NUMBERS = "makes plain numbers of numbers of arrays and the store"
_OWN_LINE = "reads what another process of this program wrote; frames in it go to who reads frames"
_REHEARSAL = "reads what our own server answers to a rehearsal on its own machine"
_NATS = "reads what the deployment's own NATS servers answer; the frames in it are tried"
NOT_TRIED: dict[str, str] = {
    "bootstrap/book.py": _OWN_FILE,
    "bootstrap/log.py": _OWN_FILE,
    "cli/check_disk.py": _MACHINE,
    "cli/check_machine.py": _MACHINE,
    "cli/check_network.py": "splits the address that the server was started with",
    "cli/check_program.py": _MACHINE,
    "cli/doctor.py": _MACHINE,
    "cli/passphrase.py": "takes a passphrase as it is: any text is one",
    "cli/plan.py": _NUMBERS,
    "cli/plan_earlier.py": _NUMBERS,
    "cli/rehearse.py": _OWN_FILE,
    "cli/serve.py": "takes the token of an operator's own file as it is, or refuses it",
    "cli/token_files.py": "writes tables and reads none",
    "client/connection.py": "reads answers into structs, and what is none becomes a refusal",
    "client/imports.py": "brings files as bytes, and opens none of them",
    "client/studies.py": "takes texts of answers as they are",
    "client/uploads.py": "reads one number out of a header of an answer",
    "confined/limited_child.py": "is told its limits by the server",
    "confined/run_module.py": "looks for four words in what a child of ours wrote last",
    "delivery/chat.py": "reads statuses out of a library's own log; its answers come through httpx",
    "delivery/chat_services.py": "matches the addresses of chats, each bounded in length",
    "delivery/server_secret.py": "takes 32 bytes as they are and refuses any other number of them",
    "intake/import_workshop.py": "reads what a child of ours left and says, in known shapes",
    "languages/page_words.py": _OWN_FILE,
    "media/overlay_film.py": "reads pictures that the program drew",
    "media/overlay_folder.py": _OWN_FILE,
    "media/overlay_ground.py": "sizes that a probe, which is tried, has told",
    "media/overlay_strip.py": _NUMBERS,
    "media/package_folder.py": "packs files and opens no package; names are made by the program",
    "media/report_folder.py": _OWN_FILE,
    "outside.py": _NUMBERS,
    "storage/jetstream/reaction_log.py": _NATS,
    "storage/jetstream/state.py": _NATS,
    "storage/jetstream/stream.py": _NATS,
    "packing/data_shelf.py": _OWN_FILE,
    "packing/package_files.py": "writes tables and reads none",
    "packing/scripts/recompute.py": _OWN_FILE,
    "packing/statistics_files.py": "writes tables and reads none",
    "rehearsal/http_lane.py": _REHEARSAL,
    "rehearsal/page.py": _REHEARSAL,
    "rehearsal/page_clock.py": _REHEARSAL,
    "rehearsal/page_socket.py": _REHEARSAL,
    "service/audit_trail.py": "encodes text and reads back what it encoded",
    "service/edit_study.py": "reads what write_study wrote; read_study is tried with all else",
    "service/follow_tally.py": _NUMBERS,
    "service/keep_access_tokens.py": "takes a token apart by a length that it checks first",
    "service/keep_room.py": "waits for a task; loads nothing of anybody's",
    "service/persons_rows.py": _NUMBERS,
    "service/receive_stimulus.py": "matches a short language tag; its bodies are those of uploads",
    "service/shown_before.py": _NUMBERS,
    "service/toml_text.py": "writes TOML and reads none",
    "service/write_questions.py": _NUMBERS,
    "service/writer_state.py": _NUMBERS,
    "storage/sqlite/connection.py": _NUMBERS,
    "storage/sqlite/folder_lock.py": "shows at most 32 bytes of the lock's file, whatever they are",
    "storage/postgresql/connection.py": _NUMBERS,
    "service/ingest_reaction.py": _NUMBERS,
    "service/server_health.py": _NUMBERS,
    "storage/data_folder.py": _OWN_FILE,
    "storage/postgresql/address.py": "splits the address that an operator named",
    "storage/postgresql/schema.py": _NUMBERS,
    "storage/relational/credential_book.py": _NUMBERS,
    "storage/relational/queries.py": _OWN_FILE,
    "storage/relational/seat_book.py": _NUMBERS,
    "tally/cells.py": _NUMBERS,
    "web/api/open_api.py": _OWN_FILE,
    "web/workers/carry.py": _OWN_LINE,
    "web/workers/line.py": _OWN_LINE,
    "web/workers/pool.py": _OWN_LINE,
    "wire/schema.py": _OWN_FILE,
}
