"""Three drafts in a folder, made of what the data folder holds."""


def test_the_drafts_follow_the_study(command, tmp_path):
    command.fine("study", "create", command.study)
    out = tmp_path / "out"
    said = command.fine("study", "duties", "talk", "--out", out).output
    assert "dpia.md, processing_record.md, aapor.md" in said
    texts = {path.name: path.read_text("utf-8") for path in out.iterdir()}
    assert sorted(texts) == ["aapor.md", "dpia.md", "processing_record.md"]
    assert all("DRAFT" in text for text in texts.values())
    assert "90 days after a session's close" in texts["dpia.md"]
    assert "whether people reach the server by https" in texts["dpia.md"]
    assert "holds none of this study" in texts["processing_record.md"]
    assert "Region North at most 40" in texts["aapor.md"]
    changed = command.study.read_text("utf-8").replace("quota = 40", "quota = 55")
    command.study.write_text(changed + "\n[retention]\npersons_days = 30\n", "utf-8")
    command.fine("study", "create", command.study)
    url = ("--public-url", "http://pulse.example", "--replace")
    command.fine("study", "duties", "talk", "--out", out, *url)
    assert "30 days after a session's close" in (out / "dpia.md").read_text("utf-8")
    assert "NOT encrypted" in (out / "processing_record.md").read_text("utf-8")
    assert "Region North at most 55" in (out / "aapor.md").read_text("utf-8")


def test_nothing_is_written_over_unasked(command, tmp_path):
    command.fine("study", "create", command.study)
    (tmp_path / "aapor.md").write_text("completed by hand", "utf-8")
    said = command.refused("study", "duties", "talk", "--out", tmp_path)
    assert "aapor.md is there already" in said
    assert (tmp_path / "aapor.md").read_text("utf-8") == "completed by hand"


def test_what_cant_be_is_refused(command, tmp_path):
    command.begin()
    assert "no study 'nothing'" in command.refused("study", "duties", "nothing", "--out", tmp_path)
    said = command.refused(
        "study", "duties", "talk", "--out", tmp_path, "--public-url", "pulse.example"
    )
    assert "write the whole address" in said


def test_contacts_are_counted_in_the_register(command, tmp_path, monkeypatch):
    command.fine("study", "create", command.study)
    monkeypatch.setenv("PULSEMETER_REGISTER_PASSPHRASE", "a passphrase of some length")
    (tmp_path / "people.csv").write_text("name,email\nAda,a@x.example\nBo,b@x.example\n", "utf-8")
    command.fine("register", "add", "talk", tmp_path / "people.csv")
    command.fine("study", "duties", "talk", "--out", tmp_path)
    text = (tmp_path / "dpia.md").read_text("utf-8")
    assert "of 2 contacts" in text
    assert "a@x.example" not in text
