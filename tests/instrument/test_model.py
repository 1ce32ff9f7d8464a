from berdaya.instrument.model import Band, Bands, Instrument, Node, Question, Scale


def test_an_instrument_knows_its_nodes() -> None:
    question = Question({"id": "Apa?"}, {"member": 1.0}, Scale(0, 3))
    leaves = (Node("q1", question=question), Node("q2", {"id": "Dua"}, question=question))
    root = Node("overall", children=(Node("v", {"id": "V"}, children=leaves),))
    bands = Bands((1.5,), (Band("low", {}, "#000000", "#ffffff"), Band("high", {}, "#ffffff", "#000000")))
    texts = {"member": {"id": "Anggota"}}
    whole = Instrument("a", "1", ("id",), {"id": "A"}, Scale(0, 3), {}, texts, bands, ("overall", "variable"), root)
    assert [node.key for node in whole.nodes] == ["overall", "v", "q1", "q2"]
    assert [node.key for node in whole.leaves] == ["q1", "q2"]
    assert whole.parents == {"v": "overall", "q1": "v", "q2": "v"}
    assert (whole.level("v"), whole.level("q1")) == ("variable", "level 2")
    assert (whole.label("q1", "id"), whole.label("q2", "en"), whole.label("overall", "id")) == (
        "Apa?",
        "Dua",
        "overall",
    )
