-- Every institution of the world with those who publish its specimens.
SELECT
  institutionkey,
  publishingorgkey,
  publishingcountry,
  basisofrecord,
  COUNT(*) AS records
FROM occurrence
WHERE basisofrecord IN (:specimens)
GROUP BY
  institutionkey,
  publishingorgkey,
  publishingcountry,
  basisofrecord
