-- A simple download has codes and flags, and no institution key.
SELECT
  publishingorgkey,
  datasetkey,
  institutioncode,
  collectioncode,
  CASE
    WHEN issue LIKE '%INSTITUTION_MATCH_NONE%' THEN 'INSTITUTION_MATCH_NONE'
    WHEN issue LIKE '%AMBIGUOUS_INSTITUTION%' THEN 'AMBIGUOUS_INSTITUTION'
    ELSE 'NO_FLAG'
  END AS flag,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
GROUP BY ALL
ORDER BY ALL
