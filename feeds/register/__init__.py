"""Registers of purchases that others kept, as tables: read, checked row by row, made into facts."""
