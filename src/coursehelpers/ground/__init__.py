"""What everything else stands on: settings, sentences for errors, tables, files, names, countries."""
