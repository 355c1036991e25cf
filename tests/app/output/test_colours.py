import numpy as np
import pytest

from app.output import colours
from app.output.colours import COLOUR_MAPS, colour_map, person_colour


def test_people_have_six_colours_in_turn() -> None:
    assert person_colour(1) == (86, 168, 224)
    assert len({person_colour(person) for person in range(1, 7)}) == 6
    assert person_colour(7) == person_colour(1)


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_maps_grow_brighter(name: str) -> None:
    table = colour_map(name)
    assert table.shape == (256, 3)
    luminance = table @ np.array((0.2126, 0.7152, 0.0722))
    assert (np.diff(luminance[::16]) > 0).all()


def test_viridis_is_rgb() -> None:
    assert colour_map("viridis")[0].tolist() == [68, 1, 84]
    assert colour_map("viridis")[255].tolist() == [253, 231, 37]


def test_evidence_for_is_orange_against_blue_and_the_scale_is_fixed() -> None:
    neither = colours.evidence_colour(0.0)
    assert max(neither) - min(neither) <= 4  # no colour at all
    red, _, blue = colours.evidence_colour(colours.EVIDENCE_REACH)
    assert red > 200 > 50 > blue
    red, _, blue = colours.evidence_colour(-colours.EVIDENCE_REACH)
    assert blue > 150 > 50 > red
    assert colours.evidence_colour(2.5) == colours.evidence_colour(colours.EVIDENCE_REACH)
    weak, strong = (colours.evidence_colour(value)[2] for value in (0.7, 1.4))
    assert neither[2] > weak > strong
