import type { Duck } from '#platform/analytics/duck'

/**
 * Takes the facts back to how they stood at the end of a day: later deals and leads are not there yet, later closings have not
 * happened, later moves neither. Amounts, owners and other columns stay as they are in the files, which hold no history of them.
 */
export async function rewindTo(duck: Duck, day: string): Promise<void> {
  const later = (column: string) => `${column}::DATE > ?::DATE`
  await duck.run(
    `DELETE FROM fact_stage_entry WHERE ${later('entered_on')} OR deal_id IN (SELECT deal_id FROM fact_deal WHERE opened_on > ?::DATE)`,
    [day, day],
  )
  await duck.run(`DELETE FROM fact_deal WHERE ${later('opened_on')}`, [day])
  await duck.run(`UPDATE fact_stage_entry SET left_on = NULL, outcome = 'open', next_stage = NULL WHERE ${later('left_on')}`, [day])
  const stages = (await duck.one("SELECT 1 FROM dimension WHERE subject = 'deal' AND key = 'stage'")) ? ['stage', 'd_stage'] : ['stage']
  const standing = "(SELECT arg_max(e.stage, e.seq) FROM fact_stage_entry e WHERE e.deal_id = fact_deal.deal_id AND e.outcome = 'open')"
  await duck.run(
    `UPDATE fact_deal SET state = 'open', expected_on = coalesce(expected_on, closed_on), closed_on = NULL,
       ${stages.map((column) => `${column} = ${standing}`).join(', ')} WHERE ${later('closed_on')}`,
    [day],
  )
  await duck.run(`DELETE FROM fact_lead WHERE ${later('created_on')}`, [day])
  await duck.run(`UPDATE fact_lead SET converted = false, converted_on = NULL WHERE ${later('converted_on')}`, [day])
}
