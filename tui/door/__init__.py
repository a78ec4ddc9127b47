"""The door: officers come in with the `ssh` they have; each gets a process of their own."""
