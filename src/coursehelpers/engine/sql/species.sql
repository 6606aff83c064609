-- Which species were collected how often in which cell: for estimates of completeness.
SELECT
  "class",
  specieskey,
  species,
  FLOOR(decimallatitude) AS south,
  FLOOR(decimallongitude) AS west,
  COUNT(*) AS records
FROM occurrence
WHERE countrycode IN (:countries)
  AND basisofrecord IN (:specimens)
  AND occurrencestatus = 'PRESENT'
  AND specieskey IS NOT NULL
GROUP BY
  "class",
  specieskey,
  species,
  south,
  west
