"""What once followed the same six tokens is guessed to follow them again."""

from askvn.copying import Copying


def test_what_followed_before_is_guessed_and_nothing_else():
    copying = Copying([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 90])
    for token in (1, 2, 3, 4, 5):
        copying.add(token)
        assert copying.guess(9) == []
    copying.add(6)
    assert copying.guess(9) == [7, 8, 9, 10, 90, 1, 2]
    assert copying.guess(2) == [7, 8]
    copying.add(0)
    assert copying.guess(9) == []


def test_the_latest_place_counts():
    copying = Copying([1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 8, 1, 2, 3, 4, 5, 6])
    assert copying.guess(1) == [8]


def test_right_guesses_grow_and_wrong_ones_shrink():
    copying = Copying([*range(50), *range(6)])
    assert len(copying.guess(99)) == 7
    for right, length in ((7, 15), (15, 15), (2, 7), (0, 3), (1, 3), (3, 7)):
        copying.learn(len(copying.guess(99)), right)
        assert len(copying.guess(99)) == length
    copying.learn(0, 0)
    assert len(copying.guess(99)) == 7
