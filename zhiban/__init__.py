"""The roof: the one program that opens every room."""
