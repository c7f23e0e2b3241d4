"""System checks about units."""
