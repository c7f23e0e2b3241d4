"""The calendar: rules by which entries come again, what is on when, its pages and feeds."""
