"""./test stops at the first failing stage and says what came of each."""

import os

from tools import stages


def _stage(name, code, seen):
    def run(_env):
        seen.append(name)
        return code

    return stages.Stage(name, run)


def test_run_stops_at_the_first_failing_stage(capsys):
    seen = []
    made = [_stage("lint", 0, seen), _stage("types", 2, seen), _stage("unit", 0, seen)]
    assert stages.run(made, {}) == 2
    assert seen == ["lint", "types"]
    assert capsys.readouterr().out.endswith("\n1 stages were not run\n")


def test_run_of_three_good_stages_prints_a_line_for_each(capsys):
    seen = []
    assert stages.run([_stage(name, 0, seen) for name in ("lint", "types", "unit")], {}) == 0
    table = capsys.readouterr().out.rstrip().split("\n\n")[-1].splitlines()
    assert [line.split()[:2] for line in table] == [["ok", "lint"], ["ok", "types"], ["ok", "unit"]]


def test_fast_runs_all_but_the_second_server_and_the_browser():
    assert [stage.name for stage in stages.FAST] == [
        "lint", "types", "contracts", "migrations", "texts", "unit", "integration",
    ]  # fmt: skip


def _stage_of(directory, source):
    """A stage over one file of tests that knows nothing of ours."""
    (directory / "test_planted.py").write_text(source)
    (directory / "pytest.ini").write_text("[pytest]\n")
    ini = ["-c", str(directory / "pytest.ini"), "--rootdir", str(directory), "-p", "no:django"]
    return stages.tests("planted", "not never", *ini, str(directory / "test_planted.py"))


def test_a_test_that_fails_once_is_tried_again_and_named(tmp_path, capfd):
    source = f"""
from pathlib import Path
def test_second_time():
    seen = Path({str(tmp_path / "seen")!r})
    was_here = seen.exists()
    seen.touch()
    assert was_here
def test_other(): pass
"""
    assert _stage_of(tmp_path, source).run(dict(os.environ)) == 0
    assert "UNSTEADY, passed at the second attempt: test_planted.py::test_second_time\n" in capfd.readouterr().out


def test_a_test_that_fails_twice_fails_the_stage(tmp_path, capfd):
    assert _stage_of(tmp_path, "def test_broken(): assert False\n").run(dict(os.environ)) == stages.FAILED
    assert "UNSTEADY" not in capfd.readouterr().out


def test_many_failures_are_no_accident(tmp_path, capfd):
    many = "".join(f"def test_{number}(): assert False\n" for number in range(stages.UNSTEADY_AT_MOST + 1))
    assert _stage_of(tmp_path, many).run(dict(os.environ)) == stages.FAILED
    assert "once more, alone" not in capfd.readouterr().out
