from core.explain.names import grain_names
from core.skeleton import KINETICS18, NTU25, PENN13


def test_parts_are_called_after_their_joints() -> None:
    assert grain_names(KINETICS18, 6) == ("head", "r arm", "l arm", "r leg", "l leg", "trunk")
    assert grain_names(NTU25, 10)[:6] == ("head", "l arm", "l hand", "r arm", "r hand", "l leg")
    assert grain_names(NTU25, 5) == ("head and trunk", "l arm", "r arm", "l leg", "r leg")
    assert grain_names(PENN13, 6)[-1] == "shoulders"


def test_joints_have_their_own_names_and_free_nodes_numbers() -> None:
    assert grain_names(KINETICS18, 18) == KINETICS18.joints
    assert grain_names(KINETICS18, 2) == ("node 1", "node 2")
