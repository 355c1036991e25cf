import os
import threading

import pytest

from core.video.opencv import quiet_stderr


def test_standard_error_comes_back_after_the_last_of_several_threads(capfd: pytest.CaptureFixture[str]) -> None:
    """The first to begin is the first to end, as when two pose estimators start at the same time."""
    first_began, second_began, first_ended = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with quiet_stderr():
            first_began.set()
            assert second_began.wait(10)

    def second() -> None:
        assert first_began.wait(10)
        with quiet_stderr():
            second_began.set()
            assert first_ended.wait(10)
            os.write(2, b"dropped")

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    threads[0].join(10)
    first_ended.set()
    threads[1].join(10)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_standard_error_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        with quiet_stderr():
            os.write(2, b"dropped")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
