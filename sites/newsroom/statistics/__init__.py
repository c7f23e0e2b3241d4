"""What the newsroom has made and how long it took: for a unit, and for the province."""
