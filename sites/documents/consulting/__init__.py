"""Drafts open for comment and the gazette, as readers and as the people of a unit meet them."""
