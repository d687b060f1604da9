"""One at a time, in the order of coming; who leaves the line lets the next one in."""

import threading

from askvn.line import Line


def test_callers_are_served_in_the_order_in_which_they_came():
    line, served, threads = Line(), [], []

    def serve(number):
        with line.place() as place:
            assert place.wait(10)
            served.append(number)

    with line.place() as mine:
        assert mine.wait(0)
        for number in range(8):
            threads.append(threading.Thread(target=serve, args=(number,)))
            threads[-1].start()
            while len(line) < number + 2:
                pass
        assert served == []
    for thread in threads:
        thread.join(10)
    assert served == list(range(8))
    assert len(line) == 0


def test_who_gives_up_waiting_holds_nobody_up():
    line = Line()
    with line.place() as first:
        with line.place() as second:
            assert first.wait(0)
            assert not second.wait(0.01)
        with line.place() as third:
            assert not third.wait(0)
    with line.place() as fourth:
        assert fourth.wait(0)


def test_everyone_knows_how_many_come_first():
    line = Line(width=2)
    with line.place() as first, line.place() as second, line.place() as third:
        with line.place() as fourth:
            places = (first, second, third, fourth)
            assert [place.ahead for place in places] == [0, 0, 1, 2]
            assert [place.wait(0) for place in places] == [True, True, False, False]
        assert third.ahead == 1
