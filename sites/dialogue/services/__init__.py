"""What can be done with cases of dialogue; every function says what it promises, and owns its transaction."""
