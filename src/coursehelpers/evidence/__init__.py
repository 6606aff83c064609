"""All tables of one country: live, from the cache, a snapshot, or the training country."""
