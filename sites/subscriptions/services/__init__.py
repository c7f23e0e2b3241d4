"""What is done with subscriptions; views, jobs and commands call these and do nothing else."""
