-- What is kept of a simple download while it is counted: long texts become what is counted of them.
SELECT
  publishingorgkey,
  datasetkey,
  institutioncode,
  collectioncode,
  basisofrecord,
  countrycode,
  "class",
  specieskey,
  species,
  CASE
    WHEN issue LIKE '%INSTITUTION_MATCH_NONE%' THEN 'INSTITUTION_MATCH_NONE'
    WHEN issue LIKE '%AMBIGUOUS_INSTITUTION%' THEN 'AMBIGUOUS_INSTITUTION'
    ELSE 'NO_FLAG'
  END AS flag,
  COALESCE(occurrencestatus, 'PRESENT') = 'PRESENT' AS present,
  TRY_CAST("year" AS INTEGER) - TRY_CAST("year" AS INTEGER) % 10 AS decade,
  TRY_CAST(FLOOR(TRY_CAST(decimallatitude AS DOUBLE)) AS BIGINT) AS south,
  TRY_CAST(FLOOR(TRY_CAST(decimallongitude AS DOUBLE)) AS BIGINT) AS west
FROM named
