"""Other networks and file formats: each turns what it reads into incoming posts, or says why it cannot."""
