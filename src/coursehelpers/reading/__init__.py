"""Files that people bring: one reader a format, with limits before anything is parsed."""
