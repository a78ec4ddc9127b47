"""View models: what a pane shows, in the officer's language, as cleaned plain strings.

Nothing here knows a widget. Widths and glyphs are left to the pane; a severity comes as a word, a
rank and a tone, so that no pane can tell it by colour alone.
"""
