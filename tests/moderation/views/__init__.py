"""Stories of the desk's pages."""
