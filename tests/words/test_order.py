from berdaya.words.order import natural


def test_numbers_within_names_sort_as_numbers() -> None:
    names = ["KUBE 10", "kube 9", "KUBE 9a", "Anggrek", "anggrek 2"]
    assert sorted(names, key=natural) == ["Anggrek", "anggrek 2", "kube 9", "KUBE 9a", "KUBE 10"]
