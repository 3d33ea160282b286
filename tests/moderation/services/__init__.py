"""Stories of the staff side's services."""
