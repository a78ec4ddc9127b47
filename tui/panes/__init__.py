"""The panes of a screen: each shows one part of the county, patched row by row."""
