"""./test stops at the first failing stage and says what came of each."""

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
