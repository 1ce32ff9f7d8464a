from berdaya.report.charts.beside import beside, overlap

FRAME = (0.0, 0.0, 200.0, 100.0)


def test_a_text_stands_to_the_right_where_there_is_room() -> None:
    (label,) = beside([(50, 50, "7")], FRAME)
    assert (label.x, label.y, label.text) == (58, 50, "7")


def test_it_stands_elsewhere_at_an_edge_or_beside_another_sign() -> None:
    first, second = beside([(50, 50, "1"), (62, 50, "2")], FRAME)
    assert first.x < 50 and second.x > 62
    (at_edge,) = beside([(198, 50, "12")], FRAME)
    assert at_edge.x < 198


def test_what_has_no_room_is_left_out() -> None:
    crowd = [(x, y, "1") for x in range(40, 80, 8) for y in range(30, 70, 8)]
    found = beside(crowd, FRAME)
    assert 0 < len(found) < len(crowd)
    assert beside([(50, 50, "x" * 80)], FRAME) == []


def test_edges_do_not_overlap() -> None:
    assert overlap((0, 0, 2, 2), (1, 1, 3, 3))
    assert not overlap((0, 0, 2, 2), (2, 0, 3, 2))
