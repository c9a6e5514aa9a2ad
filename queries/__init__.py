"""Questions: each public module asks one question of the graph."""
