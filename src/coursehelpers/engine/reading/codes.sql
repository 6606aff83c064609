-- A simple download has codes and flags, and no institution key.
SELECT
  publishingorgkey,
  datasetkey,
  institutioncode,
  collectioncode,
  flag,
  COUNT(*) AS records
FROM taken
WHERE LIST_CONTAINS($specimens, basisofrecord)
GROUP BY ALL
ORDER BY ALL
