"""Who signed in, what was refused, whose device was reset, and who looks over whose shoulder."""
