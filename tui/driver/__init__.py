"""How a screen reaches a terminal: changed cells only, at the pace that the line can carry."""
