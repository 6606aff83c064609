"""Strengthening support services for collections communities: ``from coursehelpers import course``."""
