"""Views: each public module draws one picture of the graph as an HTML page."""
