-- As ../sql/species.sql, of a simple download.
SELECT
  "class",
  specieskey,
  species,
  south,
  west,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
  AND LIST_CONTAINS($countries, countrycode)
  AND present
  AND specieskey IS NOT NULL
GROUP BY ALL
ORDER BY ALL
