from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.player.state import State, Status
from app.settings import Settings
from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.people import PersonView
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import Picture, WindowPresenter
from tests.app.fakes import FakeWorld

Until = Callable[[Callable[[Status], bool]], None]


def test_tells_pictures_panels_and_timeline(world: FakeWorld, presenter: WindowPresenter, until: Until) -> None:
    world.add("a.mp4", fps=100.0, count=60)
    pictures: list[Picture] = []
    people: list[int | None] = []
    presenter.picture_changed.connect(pictures.append)
    presenter.panel_data_changed.connect(lambda panel_data: people.append(panel_data.person))
    presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert [person.id for person in pictures[-1].people] == [1, 2]
    assert pictures[-1].people[0].title == "wave"
    assert people[-1] == 1
    assert presenter.timeline_model.duration == 0.6
    assert presenter.timeline_model.lanes[1][0].label == "wave"
    assert presenter.preferences.recent == ["a.mp4"]


def test_label_panels_and_position_tell_the_same_moment(
    qtbot: QtBot, world: FakeWorld, preferences: Preferences
) -> None:
    now = [0.0]  # time passes between pictures only when it is told to
    presenter = WindowPresenter(Player(world.services()), preferences, clock=lambda: now[0])
    presenter.start(None)
    world.add("a.mp4", fps=50.0, count=10**6)
    told: list[tuple[PersonView, float]] = []
    panels: list[PanelData] = []
    presenter.picture_changed.connect(
        lambda picture: told.append((picture.people[0], presenter.shown.result.frame.time)) if picture.people else None  # type: ignore[union-attr]
    )
    presenter.panel_data_changed.connect(panels.append)
    presenter.open("a.mp4")
    qtbot.waitUntil(lambda: presenter.status.position > 1.0)
    assert len({view.rows for view, _ in told}) <= 2  # of the first result, and of the one when it began to play
    assert len({view.box for view, _ in told}) > 5  # the person moves meanwhile
    for _ in range(4):
        now[0] += 1.0
        pictures = len(told)
        qtbot.waitUntil(lambda pictures=pictures: len(told) > pictures + 1)  # type: ignore[misc]
        best = dict(row for row in told[-1][0].rows if row is not None)
        drawn = {curve.label: float(curve.values[-1]) for curve in panels[-1].curves}
        assert best
        assert {label: drawn[label] for label in best} == best
        np.testing.assert_array_equal(panels[-1].focus, told[-1][0].focus)
    assert presenter.status.position == told[-1][1]
    presenter.toggle()
    qtbot.waitUntil(lambda: presenter.status.state is State.PAUSED)
    qtbot.waitUntil(lambda: presenter.status.position == presenter.player.status().position)
    shown = presenter.shown
    assert shown is not None
    assert (
        dict(row for row in told[-1][0].rows if row is not None)["wave"] == shown.result.predictions[0].scores[0]
    )  # its own words
    presenter.close()


def test_a_file_played_again_shows_its_lanes_at_once(
    world: FakeWorld, presenter: WindowPresenter, until: Until
) -> None:
    world.add("a.mp4", fps=20.0, count=400)
    world.add("b.mp4", fps=20.0, count=400)
    presenter.open("a.mp4")
    until(lambda status: status.position > 2.0)
    end = presenter.timeline_model.lanes[1][-1].end
    presenter.open("b.mp4")
    until(lambda status: status.uri == "b.mp4" and status.position > 0.6)
    assert presenter.timeline_model.lanes.get(1, [])[-1:] == [] or presenter.timeline_model.lanes[1][-1].end < 1.9
    presenter.open("a.mp4")
    until(lambda status: status.uri == "a.mp4" and status.state is State.PLAYING)
    until(lambda status: 1 in presenter.timeline_model.lanes and presenter.timeline_model.lanes[1][-1].end > end - 0.06)
    assert presenter.status.position < 1.5  # long before it is played as far
    presenter.seek(15.0)  # where nothing is known, and everybody warms up
    until(lambda status: status.position >= 15.0)
    assert presenter.timeline_model.lanes[1][0].start < 1.0
    assert max(item.end for item in presenter.timeline_model.lanes[1]) > end - 0.06


def test_a_first_source_that_cannot_be_opened_leaves_nothing(presenter: WindowPresenter, until: Until) -> None:
    presenter.open("nowhere.mp4")
    until(lambda status: status.state is State.FAILED)
    assert presenter.shown is None
    assert presenter.timeline_model.position is None


def test_a_problem_with_a_network_goes_when_another_one_is_loaded(
    qtbot: QtBot, world: FakeWorld, presenter: WindowPresenter, until: Until
) -> None:
    until(lambda status: status.model is not None)
    said: list[str] = []
    over: list[str] = []
    presenter.message.connect(lambda level, text: said.append(text))
    presenter.message_over.connect(over.append)
    presenter.load_model("gone")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert over == []
    presenter.load_model("fake-b")
    until(lambda status: status.model == world.cards[1])
    assert over == said


def test_panels_that_still_wait_when_the_source_is_closed_are_emptied(
    world: FakeWorld, presenter: WindowPresenter, until: Until
) -> None:
    world.add("a.mp4", fps=100.0, count=60)
    people: list[int | None] = []
    presenter.panel_data_changed.connect(lambda panel_data: people.append(panel_data.person))
    presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    presenter._panels_wait = True  # as right after a picture
    presenter.close_source()
    until(lambda status: status.state is State.IDLE)
    presenter.poll()
    assert people[-1] is None


def test_loop_is_as_it_was_left(world: FakeWorld, preferences: Preferences) -> None:
    first = WindowPresenter(Player(world.services()), preferences)
    assert not first.player.status().loop
    first.set_loop(True)
    assert WindowPresenter(Player(world.services()), preferences).player.status().loop


def test_a_picture_is_there_before_the_network(qtbot: QtBot, world: FakeWorld, preferences: Preferences) -> None:
    world.may_load.clear()
    world.add("a.mp4")
    presenter = WindowPresenter(Player(world.services()), preferences)
    pictures: list[Picture] = []
    presenter.picture_changed.connect(pictures.append)
    presenter.start(None)
    presenter.open("a.mp4")
    qtbot.waitUntil(lambda: len(pictures) == 1)
    assert pictures[0].people == ()
    assert presenter.status.state is State.LOADING
    world.may_load.set()
    qtbot.waitUntil(lambda: len(pictures[-1].people) == 2)
    presenter.close()


def test_panels_follow_the_picked_person(world: FakeWorld, presenter: WindowPresenter, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=10)
    people: list[int | None] = []
    pictures: list[Picture] = []
    presenter.picture_changed.connect(pictures.append)
    presenter.panel_data_changed.connect(lambda panel_data: people.append(panel_data.person))
    presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    x, y, _ = pictures[-1].people[1].joints[1]
    presenter.pick_at(float(x), float(y))
    assert people[-1] == 2
    assert pictures[-1].people[1].followed


def test_status_is_told_only_when_it_changes(
    qtbot: QtBot, world: FakeWorld, presenter: WindowPresenter, until: Until
) -> None:
    until(lambda status: status.model is not None and status.pose != "" and status.activity == "")
    world.add("a.mp4", fps=100.0, count=20)
    states: list[Status] = []
    positions: list[float] = []
    presenter.status_changed.connect(states.append)
    presenter.position_changed.connect(positions.append)
    presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert len(states) <= 5  # loading, opened, playing, ended
    assert len(positions) > 3
    assert positions == sorted(positions)


def test_speed_steps(presenter: WindowPresenter) -> None:
    presenter.change_speed(1)
    assert presenter.status.speed == 1.5
    for _ in range(9):
        presenter.change_speed(1)
    assert presenter.status.speed == 4.0
    for _ in range(9):
        presenter.change_speed(-1)
    assert presenter.status.speed == 0.1


def test_remembers_the_network(
    world: FakeWorld, presenter: WindowPresenter, preferences: Preferences, until: Until
) -> None:
    until(lambda status: status.model == world.cards[0])
    presenter.load_model("fake-b")
    until(lambda status: status.model == world.cards[1])
    assert preferences.model == "fake-b"


@pytest.mark.parametrize(
    ("remembered", "asked", "used"),
    [("fake-b", None, "fake-b"), ("gone", None, "fake-a"), ("fake-b", "fake-a", "fake-a"), (None, None, "fake-a")],
)
def test_starts_with_the_network_asked_for_or_the_last_one(
    qtbot: QtBot, world: FakeWorld, preferences: Preferences, remembered: str | None, asked: str | None, used: str
) -> None:
    if remembered:
        preferences.model = remembered
    presenter = WindowPresenter(Player(world.services()), preferences)
    presenter.start(asked)
    qtbot.waitUntil(lambda: presenter.status.model is not None and presenter.status.model.name == used)
    presenter.close()


def test_closing_the_source_empties_everything(world: FakeWorld, presenter: WindowPresenter, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    people: list[int | None] = []
    presenter.panel_data_changed.connect(lambda panel_data: people.append(panel_data.person))
    presenter.open("a.mp4")
    until(lambda status: status.position > 0.2)
    presenter.close_source()
    assert presenter.status.state is State.IDLE
    assert presenter.timeline_model.lanes == {}
    assert people[-1] is None


def test_another_device_loads_the_network_again_and_is_remembered(
    world: FakeWorld, presenter: WindowPresenter, preferences: Preferences, until: Until
) -> None:
    presenter.load_model("fake-b")
    until(lambda status: status.weights == "fake-b")
    presenter.set_device("cuda")
    until(lambda status: status.device == "cuda")
    assert presenter.status.model == world.cards[1]
    assert preferences.settings.device == "cuda"


def test_settings_are_used_and_remembered(
    world: FakeWorld, presenter: WindowPresenter, preferences: Preferences, until: Until
) -> None:
    world.add("a.mp4", fps=100.0, count=10**6)
    presenter.open("a.mp4")
    until(lambda status: status.position > 0.1)
    told: list[Settings] = []
    presenter.settings_changed.connect(told.append)
    chosen = Settings(max_people=1, show_links=True, link_threshold=0.1)
    presenter.change_settings(chosen)
    presenter.change_settings(chosen)
    assert told == [chosen]
    assert preferences.settings == chosen
    pictures: list[Picture] = []
    presenter.picture_changed.connect(pictures.append)
    until(lambda status: bool(pictures) and len(pictures[-1].people) == 1)
    assert world.people_looked_for == [2, 1]
    assert pictures[-1].people[0].links
    assert min(weight for _, _, weight in pictures[-1].people[0].links) >= 0.1


def test_a_list_is_remembered_and_played_in_order(world: FakeWorld, presenter: WindowPresenter, until: Until) -> None:
    for name in "ab":
        world.add(f"{name}.mp4", fps=100.0, count=4)
    presenter.open_list(("a.mp4", "b.mp4"))
    until(lambda status: status.state is State.ENDED and status.uri == "b.mp4")
    assert presenter.preferences.recent == ["a.mp4", "b.mp4"]
    presenter.next(-1)
    until(lambda status: status.uri == "a.mp4")


def test_the_camera_played_last_is_opened_again(world: FakeWorld, presenter: WindowPresenter, until: Until) -> None:
    world.add("2", live=True)
    presenter.open("2")
    until(lambda status: status.state is State.PLAYING)
    presenter.close_source()
    presenter.open_camera()
    until(lambda status: status.state is State.PLAYING and status.uri == "2")


def test_progress_of_an_analysis_is_not_a_change_of_status(
    qtbot: QtBot, world: FakeWorld, presenter: WindowPresenter, until: Until
) -> None:
    world.add("a.mp4", fps=10.0, count=400)
    presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING)
    presenter.toggle()
    until(lambda status: status.state is State.PAUSED)
    states: list[Status] = []
    presenter.status_changed.connect(states.append)
    presenter.toggle_analysis()
    until(lambda status: status.analysis is not None and status.analysis.done)
    assert len(states) <= 3  # it began, and it ended; perhaps the position came late
    qtbot.waitUntil(
        lambda: presenter.timeline_model.lanes.get(1, [])[-1:] != [] and presenter.timeline_model.lanes[1][-1].end > 39
    )
    assert presenter.timeline_model.position == presenter.status.position  # filling the lanes does not move the cursor
    presenter.toggle_analysis()  # again
    presenter.toggle_analysis()  # or rather not
    assert presenter.status.analysis is None or presenter.status.analysis.done
