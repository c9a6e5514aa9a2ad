"""ChainAtlas: a knowledge graph of industrial parks, companies and industrial chains."""

from __future__ import annotations

__version__ = "0.1.0"
