"""The desk at which a unit deals with cases."""
