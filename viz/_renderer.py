"""Which renderer draws a picture in the browser, by how many marks it has."""

from __future__ import annotations

from chainatlas.viz._view import Picture

MOST_MARKS = 2000
"""Marks that vis-network moves fluidly; clusters.js never draws more at once."""
MOST_CLUSTERS = MOST_MARKS // 2
"""Clusters above which a picture does not start with them: half of what may be drawn is for those opened."""


def renderer(picture: Picture) -> str:
    """Return vis for a usual picture, for a larger one clusters where it has them, and otherwise plain."""
    if len(picture.marks) <= MOST_MARKS:
        return "vis"
    clusters = {mark.cluster for mark in picture.marks}
    grouped = 1 < len(clusters) <= MOST_CLUSTERS
    return "clusters" if grouped and not picture.whole else "plain"
