import re
from collections.abc import Callable

from berdaya.report.cards import compose_card_tables, compose_cards
from berdaya.report.draw import Drawn
from berdaya.report.findings import Findings
from berdaya.report.pdf import pdf_bytes
from berdaya.report.tables import grids


def test_a_page_a_card_behind_the_list_of_groups(kube: Findings) -> None:
    report = compose_cards(kube, "en")
    assert report.title == "Group cards"
    assert report.marks == ("Made-up data (synthetic)", "Internal, not for publication")
    data = pdf_bytes(report, Drawn(()))
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 28


def test_tables_hold_unrounded_scores(kube: Findings, printed: Callable[[object], str]) -> None:
    one, _ = grids(compose_card_tables(kube, "en"))
    at = one.heads.index("Score")
    values = [row[at] for row in one.rows]
    wanted = kube.groups.value[
        [kube.groups.domains.index((str(row[1]),)) for row in one.rows], kube.groups.at("overall")
    ]
    assert values == wanted.tolist()
    assert "Made-up data" in printed(compose_card_tables(kube, "en"))
