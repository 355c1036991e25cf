"""Where people are looked for, and when."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.finder import Finder, tiles
from core.pose.region import Region


def picture(value: int = 90) -> NDArray[np.uint8]:
    return np.full((720, 1280, 3), value, np.uint8)


def covers(view: Region, region: Region) -> bool:
    reach = (view.side - 2 * region.inner) / 2
    return abs(view.x - region.x) <= reach + 1e-6 and abs(view.y - region.y) <= reach + 1e-6


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (1080, 1920), (500, 500), (320, 240)])
def test_a_person_of_any_size_stands_whole_in_a_tile_that_is_not_too_large(size: tuple[int, int]) -> None:
    views = [view for level in tiles(*size) for view in level]
    width, height = size
    smallest = max(0.07 * min(size), 36)
    for share in np.geomspace(smallest, 0.9 * height, 12):
        for x in np.linspace(share / 2, width - share / 2, 7) if share < width else [width / 2]:
            person = Region(float(x), height - share / 2, 1.25 * 0.6 * share, 0.0)  # so much of it must be in the tile
            fitting = [view for view in views if covers(view, person)]
            # the detector sees people of a third of its picture and more; the whole picture has the largest
            assert min((view.side for view in fitting), default=0) <= max(3.4 * share, 2 * min(size) / 2.2)
            assert fitting


def test_tiles_cover_the_picture_and_no_more() -> None:
    for level in tiles(1280, 720)[1:]:
        assert min(view.x - view.side / 2 for view in level) == 0
        assert min(view.y - view.side / 2 for view in level) == 0
        assert max(view.x + view.side / 2 for view in level) == pytest.approx(1280)
        assert max(view.y + view.side / 2 for view in level) == pytest.approx(720)


def test_while_nobody_is_known_the_whole_picture_is_looked_at_every_time_and_everything_in_turn() -> None:
    finder = Finder()
    everything = {view for level in tiles(1280, 720) for view in level}
    looked: set[Region] = set()
    for _ in range(2 * len(everything)):
        looks = finder.looks(picture(), [])
        assert looks[0] == Region(640, 360, 1280, 0)
        assert len(looks) == 2
        looked.update(looks)
    assert looked == everything


def test_looks_rest_while_somebody_near_is_known() -> None:
    finder = Finder()
    counts = [len(finder.looks(picture(), [Region(300, 400, 500, 0)])) for _ in range(60)]
    assert sum(counts) == 4
    assert max(counts) == 1


def test_looks_do_not_rest_right_after_somebody_was_found() -> None:
    finder = Finder()
    known = [Region(300, 400, 500, 0)]
    finder.everywhere(picture())
    finder.find()
    assert [len(finder.looks(picture(), known)) for _ in range(23)] == [1] * 8 + [0] * 14 + [1]


def test_looks_are_few_while_nobody_else_can_be_followed() -> None:
    finder = Finder()
    finder.find()
    for known in ([Region(300, 400, 500, 0)], [Region(300, 400, 200, 0)]):  # near, and far away
        assert [len(finder.looks(picture(), known, full=True)) for _ in range(60)] == ([0] * 29 + [1]) * 2


def test_looks_rest_once_everything_was_seen_where_somebody_is_far_away() -> None:
    finder = Finder()
    known = [Region(300, 400, 200, 0)]
    first = [len(finder.looks(picture(), known)) for _ in range(len([v for level in tiles(1280, 720) for v in level]))]
    assert set(first) == {1}
    for _ in range(400):
        finder.looks(picture(), known)
    assert sum(len(finder.looks(picture(), known)) for _ in range(60)) == 4


def test_looks_rest_less_while_something_else_moves() -> None:
    finder = Finder()
    finder.everywhere(picture())
    known = [Region(1000, 400, 500, 0)]
    looks = 0
    for index in range(60):
        image = picture()
        image[300:360, 100:140] = 90 + 80 * (index % 2)
        looks += len(finder.looks(image, known))
    assert looks == 10


def test_looks_go_where_something_moves_unless_it_is_somebody_known() -> None:
    def moving_at(x: int, known: list[Region]) -> float:
        finder = Finder()
        finder.everywhere(picture())
        hits = looks = 0
        for index in range(480):
            image = picture()
            image[300:360, x : x + 40] = 90 + 80 * (index % 2)
            for view in finder.looks(image, known)[-1:]:
                looks += 1
                hits += abs(view.x - x - 20) < view.side / 2 and abs(view.y - 330) < view.side / 2
        return hits / looks

    somewhere = [Region(1100, 400, 100, 0)]
    assert moving_at(200, somewhere) > 0.6
    assert moving_at(200, [Region(220, 330, 140, 0)]) < moving_at(200, somewhere) - 0.2


def test_whoever_was_lost_is_looked_for_at_once_and_for_a_while() -> None:
    finder = Finder()
    finder.everywhere(picture())
    finder.lose(Region(500, 300, 120, 0.3))
    known = [Region(900, 400, 100, 0)]
    views = [finder.looks(picture(), known) for _ in range(12)]
    assert {tuple(view) for view in views} == {(Region(500, 300, 240, 0.0),)}
    assert all(view.side != 240 for _ in range(8) for view in finder.looks(picture(), known))


def test_the_same_pictures_give_the_same_looks() -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 255, (120, 160, 3), np.uint8) for _ in range(9)]

    def run(finder: Finder) -> list[list[Region]]:
        return [finder.looks(image, []) for image in pictures]

    finder = Finder()
    first = run(finder)
    finder.reset()
    assert run(finder) == first == run(Finder())
