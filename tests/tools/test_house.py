"""Stamps: the work is skipped while nothing it depends on changed."""

import errno

import pytest

from tools import house


def test_digest_changes_with_contents_and_with_names(tmp_path):
    (tmp_path / "a").write_text("1")
    first = house.digest([tmp_path])
    (tmp_path / "a").write_text("2")
    second = house.digest([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    third = house.digest([tmp_path])
    assert len({first, second, third}) == 3


def test_digest_is_the_same_for_the_same_tree(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_text("1")
    assert house.digest([tmp_path]) == house.digest([tmp_path / "b", tmp_path])


def test_done_only_for_the_mark_it_was_finished_with(tmp_path):
    stamp = tmp_path / "deep" / "stamp"
    before = house.done(stamp, "one")
    house.finish(stamp, "one")
    assert [before, house.done(stamp, "one"), house.done(stamp, "two")] == [False, True, False]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (house.Trouble("Do this."), "Do this.\n"),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            f"The disk is full. Free at least 1 GB under {house.ROOT} and try again.\n",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x/y"),
            f"No permission to write /x/y. Run as the user who owns {house.ROOT}.\n",
        ),
    ],
)
def test_door_says_one_line_and_fails(capsys, trouble, said):
    def work():
        raise trouble

    assert house.door(work) == 1
    assert capsys.readouterr().err == said


def test_door_hides_no_surprise():
    with pytest.raises(OSError, match="Bad file"):
        house.door(lambda: (_ for _ in ()).throw(OSError(errno.EBADF, "Bad file descriptor")))
