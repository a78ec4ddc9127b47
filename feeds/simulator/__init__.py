"""A county that lives by a script: scenarios as data, deterministic by seed, at any speed."""
