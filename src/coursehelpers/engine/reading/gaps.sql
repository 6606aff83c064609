-- As ../sql/gaps.sql, of a simple download: it does not say the publisher's country.
SELECT
  "class",
  decade,
  south,
  west,
  CAST(NULL AS VARCHAR) AS publishingcountry,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
  AND LIST_CONTAINS($countries, countrycode)
  AND present
GROUP BY ALL
ORDER BY ALL
