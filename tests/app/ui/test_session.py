from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.player import Player
from app.player_state import State, Status
from app.ui.preferences import Preferences
from app.ui.session import Picture, Session
from tests.app.fakes import FakeWorld

Until = Callable[[Callable[[Status], bool]], None]


def test_tells_pictures_panels_and_timeline(world: FakeWorld, session: Session, until: Until) -> None:
    world.add("a.mp4", fps=100.0, count=60)
    pictures: list[Picture] = []
    people: list[int | None] = []
    session.picture_changed.connect(pictures.append)
    session.insight_changed.connect(lambda insight: people.append(insight.person))
    session.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert [person.id for person in pictures[-1].people] == [1, 2]
    assert pictures[-1].people[0].title == "wave"
    assert people[-1] == 1
    assert session.chronicle.duration == 0.6
    assert session.chronicle.lanes[1][0].label == "wave"
    assert session.preferences.recent == ["a.mp4"]


def test_a_picture_is_there_before_the_network(qtbot: QtBot, world: FakeWorld, preferences: Preferences) -> None:
    world.may_load.clear()
    world.add("a.mp4")
    session = Session(Player(world.doors()), preferences)
    pictures: list[Picture] = []
    session.picture_changed.connect(pictures.append)
    session.start(None)
    session.open("a.mp4")
    qtbot.waitUntil(lambda: len(pictures) == 1)
    assert pictures[0].people == ()
    assert session.status.state is State.LOADING
    world.may_load.set()
    qtbot.waitUntil(lambda: len(pictures[-1].people) == 2)
    session.close()


def test_panels_follow_the_picked_person(world: FakeWorld, session: Session, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=10)
    people: list[int | None] = []
    pictures: list[Picture] = []
    session.picture_changed.connect(pictures.append)
    session.insight_changed.connect(lambda insight: people.append(insight.person))
    session.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    x, y, _ = pictures[-1].people[1].joints[1]
    session.pick_at(float(x), float(y))
    assert people[-1] == 2
    assert pictures[-1].people[1].followed


def test_status_is_told_only_when_it_changes(qtbot: QtBot, world: FakeWorld, session: Session, until: Until) -> None:
    until(lambda status: status.model is not None and status.pose != "" and status.activity == "")
    world.add("a.mp4", fps=100.0, count=20)
    states: list[Status] = []
    positions: list[float] = []
    session.status_changed.connect(states.append)
    session.position_changed.connect(positions.append)
    session.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert len(states) <= 5  # loading, opened, playing, ended
    assert len(positions) > 3
    assert positions == sorted(positions)


def test_speed_steps(session: Session) -> None:
    session.change_speed(1)
    assert session.status.speed == 1.5
    for _ in range(9):
        session.change_speed(1)
    assert session.status.speed == 4.0
    for _ in range(9):
        session.change_speed(-1)
    assert session.status.speed == 0.1


def test_remembers_the_network(world: FakeWorld, session: Session, preferences: Preferences, until: Until) -> None:
    until(lambda status: status.model == world.cards[0])
    session.load_model("fake-b")
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
    session = Session(Player(world.doors()), preferences)
    session.start(asked)
    qtbot.waitUntil(lambda: session.status.model is not None and session.status.model.name == used)
    session.close()


def test_closing_the_source_empties_everything(world: FakeWorld, session: Session, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    people: list[int | None] = []
    session.insight_changed.connect(lambda insight: people.append(insight.person))
    session.open("a.mp4")
    until(lambda status: status.position > 0.2)
    session.close_source()
    assert session.status.state is State.IDLE
    assert session.chronicle.lanes == {}
    assert people[-1] is None
