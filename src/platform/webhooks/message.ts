import { toldInWords, toldWithoutNames } from '#kernel/event'
import { allRights, type Rights, type RightsObject, sees, unseen } from '#kernel/rights'
import type { ToldOutside } from './sending-store.ts'

/** Records that one message names at most; whoever needs the others asks the API. */
const mostRecords = 200

/** Whose records the rows of a table are, for makers who do not see everything: what is not named here is then left out. */
const objectOf: Readonly<Record<string, RightsObject>> = {
  ...{ deal: 'deal', account: 'account', person: 'person', lead: 'lead', campaign: 'campaign' },
  ...{ activity: 'activity', task: 'activity', note: 'activity' },
}

/** What an address is told, as whoever made it may read it. */
export interface Reading {
  readonly company: string
  readonly rights: Rights
  /** Whether names and what people wrote go along. */
  readonly personal: boolean
}

/** The body of a message. Ids always, words without names; what is personal only where it was chosen, by somebody who sees everything. */
export function bodyOf(event: ToldOutside, { company, rights, personal }: Reading): string {
  const whole = rights === allRights || unseen(rights).length === 0
  const open = personal && whole
  const visible = (table: string) => {
    const object = objectOf[table]
    return whole || (object !== undefined && sees(rights, object))
  }
  const touched = event.changes.flatMap(({ tbl, op, ids }) => (visible(tbl) ? ids.map((id) => ({ kind: tbl, id, did: op })) : []))
  const { subjectKind, subjectId } = event
  return JSON.stringify({
    type: event.kind,
    timestamp: event.at,
    data: {
      company,
      event: event.id,
      seq: event.seq,
      sentence: open ? toldInWords(event.kind, event.payload) : toldWithoutNames(event.kind, event.payload),
      by: { kind: event.actorKind, id: event.actorId, ...(open ? { name: event.actorName } : {}) },
      subject: subjectKind !== null && visible(subjectKind) ? { kind: subjectKind, id: subjectId } : null,
      cause: event.cause,
      undoes: event.undoes,
      records: touched.slice(0, mostRecords),
      more: touched.length > mostRecords,
      ...(open ? { facts: event.payload } : {}),
    },
  })
}

/** What a test says. It looks like any other message and is about nothing. */
export function testBody(company: string, at: string): string {
  const data = { company, event: null, sentence: 'A test: Interlock can reach this address.', records: [], more: false }
  return JSON.stringify({ type: testKind, timestamp: at, data })
}

export const testKind = 'webhook.test'
