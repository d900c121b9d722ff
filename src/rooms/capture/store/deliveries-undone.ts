import type { Tx } from '#platform/store/database'

const takenBack = 'What it brought was taken back. Replay it to take it again.'

/** Forgets that deliveries and requests brought these responses; of those whose body is kept, sets it aside to be replayed. */
export async function untakeDeliveries(tx: Tx, responses: readonly string[]): Promise<void> {
  if (responses.length === 0) return
  const brought = (answer: string) =>
    `EXISTS (SELECT 1 FROM jsonb_array_elements(${answer}) AS a WHERE a ->> 'responseId' = ANY($1::text[]))`
  await tx.query(
    `UPDATE delivery SET state = 'quarantined', reason = $2, answer = NULL WHERE state = 'taken' AND raw IS NOT NULL AND ${brought('answer')}`,
    [responses, takenBack],
  )
  await tx.query(`DELETE FROM delivery WHERE state = 'taken' AND raw IS NULL AND ${brought('answer')}`, [responses])
  await tx.query(`DELETE FROM idempotency_key WHERE endpoint = 'capture.postResponses' AND ${brought("answer -> 'outcomes'")}`, [responses])
}
