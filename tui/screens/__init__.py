"""Whole screens: the overview, the detail of one record, and what lies over them for a moment."""
