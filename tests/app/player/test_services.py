from dataclasses import replace

from app.player.services import real_services
from app.settings import Settings
from core.pose.backend import choose_backend


def test_how_people_are_found_is_told_in_words_that_change_with_the_settings() -> None:
    def told(**changed: object) -> str:
        return real_services(lambda: replace(Settings(), **changed)).pose_settings()  # type: ignore[arg-type]

    usual = told()
    assert usual == told(pose_backend=choose_backend())
    others = [told(pose_backend="mediapipe"), told(pose_confidence=0.45), told(pose_model="own.task")]
    assert len({usual, *others}) == 4
