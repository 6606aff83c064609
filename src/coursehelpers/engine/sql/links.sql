-- Which codes stand in the way: specimen records of the country's publishers without an institution.
SELECT
  publishingorgkey,
  datasetkey,
  institutioncode,
  collectioncode,
  CASE
    WHEN ARRAY_CONTAINS(issue, 'INSTITUTION_MATCH_NONE') THEN 'INSTITUTION_MATCH_NONE'
    WHEN ARRAY_CONTAINS(issue, 'AMBIGUOUS_INSTITUTION') THEN 'AMBIGUOUS_INSTITUTION'
    ELSE 'NO_FLAG'
  END AS flag,
  COUNT(*) AS records
FROM occurrence
WHERE publishingcountry IN (:countries)
  AND basisofrecord IN (:specimens)
  AND institutionkey IS NULL
GROUP BY
  publishingorgkey,
  datasetkey,
  institutioncode,
  collectioncode,
  flag
