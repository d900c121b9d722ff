/** Of the entries that have left a stage, the share that went forward, by channel: over the plain tables of company-facts. */
export const conversionSql = `SELECT channel, count(*) FILTER (outcome IN ('advanced', 'won')) / count(*) FILTER (outcome <> 'open') AS value
  FROM entry JOIN deal USING (id) GROUP BY channel`

/** Kaplan-Meier in whole days, by stage and channel: the first day at which the share still there is at or below one half. */
export const livesSql = (
  asOf: string,
) => `SELECT channel, stage, min(t) FILTER (share <= 0.5 + 1e-12) AS value FROM (SELECT channel, stage, t, exp(sum(ln(1 - d / at_risk)) OVER (PARTITION BY channel, stage ORDER BY t)) AS share
  FROM (SELECT channel, stage, t, d, sum(n) OVER (PARTITION BY channel, stage ORDER BY t DESC) AS at_risk FROM (
    SELECT channel, stage, greatest(date_diff('day', entered_on::DATE, coalesce(left_on::DATE, DATE '${asOf}')), 0) AS t, count(*) AS n, count_if(outcome <> 'open') AS d
    FROM entry JOIN deal USING (id) WHERE entered_on::DATE <= DATE '${asOf}' GROUP BY ALL)) WHERE at_risk > d OR d = 0) GROUP BY channel, stage`
