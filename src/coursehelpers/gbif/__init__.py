"""Talk to GBIF: records in, tidy tables out. Only this package uses the network."""
