-- As ../sql/gaps.sql, of a simple download: it does not say the publisher's country.
SELECT
  "class",
  TRY_CAST("year" AS INTEGER) - TRY_CAST("year" AS INTEGER) % 10 AS decade,
  CAST(FLOOR(TRY_CAST(decimallatitude AS DOUBLE)) AS BIGINT) AS south,
  CAST(FLOOR(TRY_CAST(decimallongitude AS DOUBLE)) AS BIGINT) AS west,
  CAST(NULL AS VARCHAR) AS publishingcountry,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
  AND LIST_CONTAINS($countries, countrycode)
  AND COALESCE(occurrencestatus, 'PRESENT') = 'PRESENT'
GROUP BY ALL
ORDER BY ALL
