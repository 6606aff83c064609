-- Who holds, who publishes: what facets cannot join. The whole world, since a country's specimens are
-- linked, published and collected in different places; the country only marks what was collected there.
SELECT
  institutionkey,
  collectionkey,
  publishingorgkey,
  publishingcountry,
  basisofrecord,
  CASE WHEN countrycode IN (:countries) THEN 'yes' ELSE 'no' END AS collectedhere,
  CASE WHEN ARRAY_CONTAINS(issue, 'INSTITUTION_MATCH_NONE') THEN 'yes' ELSE 'no' END AS matchnone,
  COUNT(*) AS records
FROM occurrence
WHERE basisofrecord IN (:specimens)
GROUP BY
  institutionkey,
  collectionkey,
  publishingorgkey,
  publishingcountry,
  basisofrecord,
  collectedhere,
  matchnone
