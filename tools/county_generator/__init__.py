"""Makes the invented county 安睦县 (Anmu): the same seed gives the same files, byte for byte."""
