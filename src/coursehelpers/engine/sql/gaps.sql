-- What was collected in the country: by group, decade, cell of one degree, and where it is published from.
-- Cells are named by their south-western corner.
SELECT
  "class",
  "year" - MOD("year", 10) AS decade,
  FLOOR(decimallatitude) AS south,
  FLOOR(decimallongitude) AS west,
  publishingcountry,
  COUNT(*) AS records
FROM occurrence
WHERE countrycode IN (:countries)
  AND basisofrecord IN (:specimens)
  AND occurrencestatus = 'PRESENT'
GROUP BY
  "class",
  decade,
  south,
  west,
  publishingcountry
