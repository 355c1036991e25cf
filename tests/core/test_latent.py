import numpy as np

from core.latent import latent_edges, relative_edges


def test_the_papers_links_lead_to_joints_above_its_threshold() -> None:
    assert latent_edges(np.array([[0.81, 0.8, 0.2], [0.1, 0.9, 0.79]])).tolist() == [
        [True, False, False],
        [False, True, False],
    ]


def test_relative_links_lead_to_joints_near_the_largest_of_their_own_frame() -> None:
    attention = np.array([[0.5, 0.46, 0.44], [0.1, 0.085, 0.095]])
    assert relative_edges(attention).tolist() == [[True, True, False], [True, False, True]]
    assert relative_edges(attention, 0.8).tolist() == [[True, True, True], [True, True, True]]
    assert not relative_edges(np.zeros((2, 3))).any()
