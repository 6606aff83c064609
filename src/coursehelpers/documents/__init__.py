"""Writers, one a format: what leaves the course as a file or as text."""
