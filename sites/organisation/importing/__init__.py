"""What clerks bring from tables: bodies, people, spokespersons, contact points, the calendar."""
