-- As ../sql/species.sql, of a simple download.
SELECT
  "class",
  specieskey,
  species,
  CAST(FLOOR(TRY_CAST(decimallatitude AS DOUBLE)) AS BIGINT) AS south,
  CAST(FLOOR(TRY_CAST(decimallongitude AS DOUBLE)) AS BIGINT) AS west,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
  AND LIST_CONTAINS($countries, countrycode)
  AND COALESCE(occurrencestatus, 'PRESENT') = 'PRESENT'
  AND specieskey IS NOT NULL
GROUP BY ALL
ORDER BY ALL
