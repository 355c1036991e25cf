from dataclasses import dataclass

from core.video.cameras import BACKEND, Camera, list_cameras


@dataclass
class Found:
    index: int
    name: str | None


def test_cameras_come_by_number_and_twins_are_counted() -> None:
    asked = []

    def system(backend: int) -> list[Found]:
        asked.append(backend)
        return [Found(4, "C920"), Found(0, "Integrated"), Found(2, "C920"), Found(6, None)]

    assert list_cameras(system) == (
        Camera(0, "Integrated"),
        Camera(2, "C920 (1)"),
        Camera(4, "C920 (2)"),
        Camera(6, "camera"),
    )
    assert asked == [BACKEND]


def test_a_system_that_names_no_cameras() -> None:
    def system(backend: int) -> list[Found]:
        raise NotImplementedError("Unsupported backend")

    assert list_cameras(system) == ()
