"""What flows along the tree in the admin: sent down, received, proposed, waiting for a decision."""
