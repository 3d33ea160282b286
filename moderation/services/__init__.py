"""What happens on the staff side: cases open, are worked on and close; the caller commits."""
