"""Networks: the oracle's numbers, and silence where there is too little to read."""

import math
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.errors import BadCallError
from coursehelpers.stakeholders.network import (
    brokers,
    centralities,
    communities,
    cut_points,
    external_internal_index,
    network,
    to_graphml,
    too_small,
    without_ties,
)
from coursehelpers.workbook.entries import Stakeholder, Tie


def who(*keys):
    return [Stakeholder(key=key, name=f"Name of {key}", kind="institution") for key in keys]


def kite():
    graph = nx.krackhardt_kite_graph()
    nx.set_edge_attributes(graph, 1, "strength")
    nx.set_edge_attributes(graph, 1.0, "distance")
    return graph


def test_oracle_krackhardts_kite():
    table = centralities(kite()).astype({"key": int}).set_index("key")
    rounded = table["betweenness"].round(4)
    assert rounded[[7, 5, 6, 8, 3]].tolist() == [0.3889, 0.2315, 0.2315, 0.2222, 0.1019]
    assert round(table.loc[3, "degree"], 4) == 0.6667
    assert table.index[table["cut_point"]].sort_values().tolist() == [7, 8]
    assert table["constraint"].round(4)[[3, 7]].tolist() == [0.4702, 0.4311]
    assert nx.density(kite()) == pytest.approx(0.4)
    assert [round(nx.closeness_centrality(kite())[node], 4) for node in (5, 6)] == [0.6429, 0.6429]


def test_oracle_a_strong_tie_is_a_short_way():
    ties = [
        Tie(one="a", other="b", strength=3),
        Tie(one="b", other="c", strength=3),
        Tie(one="a", other="c"),
    ]
    graph = network(who("a", "b", "c"), ties)
    assert nx.betweenness_centrality(graph, weight="distance")["b"] == 1.0
    assert nx.betweenness_centrality(graph, weight="strength")["b"] == 0.0
    toy = nx.Graph()
    toy.add_weighted_edges_from([("a", "b", 5), ("b", "c", 5), ("a", "c", 1)], weight="strength")
    assert nx.betweenness_centrality(toy, weight="strength")["b"] == 0.0
    for _one, _other, told in toy.edges(data=True):
        told["distance"] = 1 / told["strength"]
    assert nx.betweenness_centrality(toy, weight="distance")["b"] == 1.0


@pytest.mark.parametrize("size", range(5))
def test_a_tiny_network_gets_a_sentence_and_no_number(size):
    graph = network(who(*"abcde"[:size]), [])
    assert "Too small to read" in too_small(graph)
    assert len(centralities(graph)) == 0
    assert brokers(graph) == []


def test_a_network_of_several_parts_is_no_trouble():
    ties = [Tie(one=a, other=b) for a, b in ("ab", "bc", "cd", "ef")]
    graph = network(who(*"abcdefg"), ties)
    table = centralities(graph).set_index("key")
    assert table["betweenness"].notna().all()
    assert table.isna().loc["g", "constraint"]
    assert without_ties(graph) == ["Name of g"]
    assert cut_points(graph) == ["Name of b", "Name of c"]


def test_a_bridge_between_two_groups_is_found():
    ties = [Tie(one=a, other=b) for a, b in ("ab", "bc", "ac", "de", "ef", "df", "cx", "xd")]
    assert "Name of x" in brokers(network(who(*"abcdefx"), ties))


def test_a_tie_that_stands_twice_counts_with_its_greater_strength():
    graph = network(
        who("a", "b"), [Tie(one="a", other="b", strength=3), Tie(one="b", other="a", strength=1)]
    )
    assert graph["a"]["b"] == {"strength": 3, "distance": 1 / 3, "kind": ""}


def test_a_tie_to_nobody_is_refused():
    with pytest.raises(BadCallError, match="not in the register"):
        network(who("a"), [Tie(one="a", other="z")])


def test_ties_between_and_within_groups_are_weighed():
    graph = nx.path_graph(4)
    assert external_internal_index(graph, dict(enumerate("aabb"))) == pytest.approx(-1 / 3)
    assert math.isnan(external_internal_index(nx.empty_graph(3), dict(enumerate("abc"))))


def test_communities_are_the_same_each_time():
    assert communities(kite()) == communities(kite())


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.integers(1, 3)),
        max_size=20,
    )
)
def test_measures_never_fail_and_do_not_depend_on_the_order_of_ties(pairs):
    ties = [Tie(one=a, other=b, strength=s) for a, b, s in pairs]
    one, other = (network(who(*"abcdefgh"), order) for order in (ties, ties[::-1]))
    columns = ["key", "ties", "cut_point"]
    assert centralities(one)[columns].sort_values("key").values.tolist() == (
        centralities(other)[columns].sort_values("key").values.tolist()
    )


def test_graphml_is_whole_and_keeps_hostile_names_as_text():
    stakeholders = [
        Stakeholder(key="a", name="<script>&\u202e\x07", kind="x"),
        Stakeholder(key="b", name="B", kind="y"),
    ]
    written = to_graphml(network(stakeholders, [Tie(one="a", other="b", strength=2, kind="\x00")]))
    ElementTree.fromstring(written)
    read = nx.parse_graphml(written.decode())
    assert read.nodes["a"]["label"] == "<script>&"
    assert read.edges["a", "b"]["strength"] == 2
