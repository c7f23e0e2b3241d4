"""Bringing procedures in from tables, JSON files and a national catalogue, through the imports of documents."""
