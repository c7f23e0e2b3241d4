"""The royalties of a unit in the admin."""
