"""Who is tied to whom: who bridges groups, whom a network would miss.

Most countries have few stakeholders, and one person has drawn the ties. Below a handful of actors a number says
less than the drawing: then the answer is a sentence and no number.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import pandas as pd

from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, YES_NO, Column, tidy
from coursehelpers.workbook.entries import Stakeholder, Tie

FEWEST = 5
"""Actors below which no measure is computed: rank differences would be noise."""
SEED = 1
"""Seed of the search for communities, so that the same network has the same ones."""

MEASURES = LateMapping(
    lambda: {
        "key": Column(TEXT, _("what the stakeholder is known by")),
        "name": Column(TEXT, _("its name")),
        "ties": Column(WHOLE, _("number of ties")),
        "degree": Column(NUMBER, _("share of all others it is tied to")),
        "betweenness": Column(
            NUMBER, _("share of shortest ways between others that lead through it")
        ),
        "harmonic": Column(
            NUMBER, _("how near it is to all others, also in a network of several parts")
        ),
        "constraint": Column(
            NUMBER, _("how much its partners know each other anyway; low for a bridge")
        ),
        "community": Column(WHOLE, _("group of actors with many ties among themselves")),
        "cut_point": Column(YES_NO, _("whether the network falls apart without it")),
    }
)
"""Columns of :func:`centralities`."""


def network(stakeholders: Iterable[Stakeholder], ties: Iterable[Tie]) -> nx.Graph:
    """Make a network; a tie that stands twice counts with its greater strength.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
    ties : iterable of Tie
        Ties to somebody who is not in the register are refused.

    Returns
    -------
    networkx.Graph
        Nodes are keys, with ``label`` and ``kind``; edges have ``strength`` (1 to 3), ``distance``
        (its inverse: near partners are strongly tied) and ``kind``.

    Raises
    ------
    BadCallError
        If a tie leads to nobody.
    """
    graph = nx.Graph()
    for stakeholder in stakeholders:
        graph.add_node(stakeholder.key, label=stakeholder.name, kind=stakeholder.kind)
    for tie in ties:
        for end in (tie.one, tie.other):
            if end not in graph:
                raise BadCallError(
                    _(
                        "A tie leads to “{key}”, which is not in the register; add it there first."
                    ).format(key=end)
                )
        if tie.one == tie.other:
            continue
        before = graph.get_edge_data(tie.one, tie.other, {"strength": 0})["strength"]
        strength = max(before, tie.strength)
        graph.add_edge(tie.one, tie.other, strength=strength, distance=1 / strength, kind=tie.kind)
    return graph


def too_small(graph: nx.Graph) -> str | None:
    """Say in a sentence why a network is too small to read; None if it is not.

    Examples
    --------
    >>> too_small(nx.path_graph(3))
    'Too small to read: 3 actors, 2 ties. Look at the drawing instead, and ask who is missing.'
    """
    if graph.number_of_nodes() >= FEWEST and graph.number_of_edges() >= FEWEST - 1:
        return None
    return _(
        "Too small to read: {n} actors, {ties} ties. Look at the drawing instead, and ask who is missing."
    ).format(n=graph.number_of_nodes(), ties=graph.number_of_edges())


def centralities(graph: nx.Graph) -> pd.DataFrame:
    """Measure each actor of a network.

    Betweenness takes a strong tie for a short way (distance = 1/strength): given the strength itself, networkx would
    take it for a long one. Sources: Freeman (1978) for degree and betweenness; Marchiori and Latora (2000)
    for harmonic closeness; Burt (1992) for constraint; Blondel and others (2008) for communities.

    Parameters
    ----------
    graph : networkx.Graph
        As :func:`network` makes it.

    Returns
    -------
    pandas.DataFrame
        One row an actor, columns :data:`MEASURES`, the strongest bridge first; empty where the network
        is too small to read.
    """
    if too_small(graph):
        return tidy([], MEASURES)
    degree = nx.degree_centrality(graph)
    betweenness = nx.betweenness_centrality(graph, weight="distance")
    harmonic = nx.harmonic_centrality(graph, distance="distance")
    constraint = nx.constraint(graph, weight="strength")
    cut = set(nx.articulation_points(graph))
    community = {
        key: number for number, members in enumerate(communities(graph), start=1) for key in members
    }
    others = graph.number_of_nodes() - 1
    rows = [
        {
            "key": key,
            "name": graph.nodes[key].get("label", key),
            "ties": graph.degree(key),
            "degree": degree[key],
            "betweenness": betweenness[key],
            "harmonic": harmonic[key] / others,
            # Who has no tie has no constraint; networkx says “not a number”.
            "constraint": constraint[key] if graph.degree(key) else None,
            "community": community[key],
            "cut_point": key in cut,
        }
        for key in graph
    ]
    rows.sort(key=lambda row: (-row["betweenness"], str(row["name"]).casefold(), str(row["key"])))
    return tidy(rows, MEASURES)


def communities(graph: nx.Graph) -> list[set[Any]]:
    """Find groups with many ties among themselves (Louvain), the largest first, always the same."""
    found = nx.community.louvain_communities(graph, weight="strength", seed=SEED)
    return sorted(found, key=lambda members: (-len(members), sorted(map(str, members))))


def brokers(graph: nx.Graph) -> list[str]:
    """Name who stands between others: betweenness at least, constraint at most that of the one in the middle.

    Returns
    -------
    list of str
        Names, the strongest bridge first; empty where the network is too small to read.
    """
    table = centralities(graph)
    table = table[table["constraint"].notna()]
    chosen = table[
        (table["betweenness"] > 0)
        & (table["betweenness"] >= table["betweenness"].median())
        & (table["constraint"] <= table["constraint"].median())
    ]
    return chosen["name"].tolist()


def cut_points(graph: nx.Graph) -> list[str]:
    """Name without whom the network would fall apart; also in a small one."""
    found = nx.articulation_points(graph)
    return sorted((str(graph.nodes[key].get("label", key)) for key in found), key=str.casefold)


def without_ties(graph: nx.Graph) -> list[str]:
    """Name whom nobody talks to yet."""
    return sorted(
        (str(graph.nodes[key].get("label", key)) for key in nx.isolates(graph)), key=str.casefold
    )


def external_internal_index(graph: nx.Graph, group_of: Mapping[Any, str]) -> float:
    """Return how much ties lead out of groups rather than stay inside (Krackhardt and Stern 1988).

    Parameters
    ----------
    graph : networkx.Graph
    group_of : mapping
        The group of each actor, such as its kind.

    Returns
    -------
    float
        -1 (all ties inside) to 1 (all ties between groups); not a number without ties.

    Examples
    --------
    >>> external_internal_index(nx.path_graph(3), {0: "a", 1: "a", 2: "b"})
    0.0
    """
    external = sum(group_of[one] != group_of[other] for one, other in graph.edges)
    ties = graph.number_of_edges()
    return (2 * external - ties) / ties if ties else float("nan")


def to_graphml(graph: nx.Graph) -> bytes:
    """Write a network as GraphML, which Gephi and yEd open; what XML cannot hold is left out."""
    body = io.BytesIO()
    graph = nx.relabel_nodes(graph, {key: printable(str(key)) for key in graph})
    for _key, told in [*graph.nodes(data=True), *((e[:2], e[2]) for e in graph.edges(data=True))]:
        told.update({k: printable(v) for k, v in told.items() if isinstance(v, str)})
    nx.write_graphml(graph, body, encoding="utf-8", named_key_ids=True)
    return body.getvalue()
