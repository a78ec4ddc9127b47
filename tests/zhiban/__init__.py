"""Commands of the program that stand in no other room."""
