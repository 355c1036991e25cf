import threading

from app.player.mailbox import Mailbox


def test_it_says_whether_something_comes_and_leaves_it_there() -> None:
    box = Mailbox[int]()
    assert not box.comes(0.0)
    timer = threading.Timer(0.01, box.put, (1,))
    timer.start()
    assert box.comes(10.0)
    assert box.take_now() == 1
    box.close()
    assert box.comes(10.0)  # whoever waits is to look
