"""Shows the county: mirror, screens, panes, widgets."""
