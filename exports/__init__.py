"""The formats that a graph is handed over in: one public module each, found by walking this folder."""
