"""Reports: queries over what the rows say, and nothing that changes them."""
