"""What an adversary does to the course, for as long as one likes: ``make soak`` writes what was lost into RESULTS.md.

Each script measures one promise of the page ``book/trust.md``, takes a bound, and can be run on a course that is
broken on purpose (:mod:`benchmarks.soak.broken`): a measure that cannot fail measures nothing.
"""
