from PyQt6.QtCore import QByteArray

from app.settings import Settings
from app.ui.presenters.preferences import Preferences


def test_first_start(preferences: Preferences) -> None:
    assert preferences.settings == Settings()
    assert preferences.model is None
    assert preferences.recent == []
    assert preferences.layout is None
    assert (preferences.mirror, preferences.loop) == (False, False)


def test_remembers(preferences: Preferences) -> None:
    preferences.settings = Settings(theme="light", max_people=4, show_links=True)
    preferences.model = "stfnet-joint"
    preferences.mirror = True
    preferences.loop = True
    preferences.set_layout(QByteArray(b"geometry"), QByteArray(b"docks"))
    preferences.save()
    again = Preferences(type(preferences._settings)(preferences._settings.fileName(), preferences._settings.format()))
    assert (again.model, again.mirror, again.loop) == ("stfnet-joint", True, True)
    assert again.layout == (QByteArray(b"geometry"), QByteArray(b"docks"))


def test_recent_files_newest_first_without_doubles(preferences: Preferences) -> None:
    preferences.add_recent("0")
    assert preferences.recent == ["0"]
    for number in range(10):
        preferences.add_recent(f"{number}.mp4")
    preferences.add_recent("5.mp4")
    assert preferences.recent == [f"{number}.mp4" for number in (5, 9, 8, 7, 6, 4, 3, 2)]
    preferences.clear_recent()
    assert preferences.recent == []
