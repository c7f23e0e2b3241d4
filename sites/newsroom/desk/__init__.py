"""The newsroom's desk in the admin: the board of a unit, the record of a story, one's own work."""
