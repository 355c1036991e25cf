from app.player.corrections import Correction


def test_a_merge_gives_the_other_one_the_first_number_unless_both_are_there() -> None:
    merge = Correction("merge", 1, 4)
    assert merge.renumbered((2, 4), 0.0) == (2, 1)
    assert merge.renumbered((1, 2), 9.0) == (1, 2)
    assert merge.renumbered((1, 4), 9.0) == (1, 4)


def test_a_swap_begins_at_its_moment_and_undoes_itself() -> None:
    swap = Correction("swap", 1, 3, 2.0)
    assert swap.renumbered((1, 2, 3), 1.9) == (1, 2, 3)
    assert swap.renumbered((1, 2, 3), 2.0) == (3, 2, 1)
    assert swap.renumbered(swap.renumbered((1, 2), 5.0), 5.0) == (1, 2)
