"""How the county is told: protocol, connection, publisher, simulator."""
