"""The commands: one public module each, found by walking this folder."""
