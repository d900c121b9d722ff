import { type Actor, rightsOf, roleOf } from '#kernel/actor'
import { hides, type Rights, rightsObjects, sees } from '#kernel/rights'
import type { Tx } from '#platform/store/database'
import { kindSaid, noticeKindNames } from '../contract/notice-kinds.ts'
import { hrefOf, saysOf } from '../rules/notice-words.ts'
import * as store from '../store/notices.ts'

/** Whose notices are meant, and what of them must not be told as things are now: rights and roles may have changed since. */
export function whose(actor: Actor): store.Whose {
  const rights = rightsOf(actor)
  const role = roleOf(actor)
  const runs = role === null || role === 'owner' || role === 'admin'
  const not = runs
    ? []
    : noticeKindNames.filter((kind) => kindSaid(kind).topic === 'data' && kindSaid(kind).to.every((to) => to === 'running'))
  return { userId: actor.id ?? '', closed: rightsObjects.filter((object) => !sees(rights, object)), not }
}

function nameable(rights: Rights, kind: string, label: string): boolean {
  const person = hides(rights, 'person', 'name') || (hides(rights, 'person', 'email') && label.includes('@'))
  if (kind === 'lead') return !hides(rights, 'lead', 'name') && !person && sees(rights, 'account')
  if (kind === 'person') return !person
  return kind === 'deal' || kind === 'account' || kind === 'campaign' ? !hides(rights, kind, 'name') : true
}

/** A notice with its sentence, in the language at hand and with the names that its reader may read. */
export interface Said {
  readonly row: store.NoticeRow
  readonly says: string
  readonly href: string
}

/** Makes the sentences. A notice keeps no name, so that of whom was erased is told nowhere. */
export async function saidBy(tx: Tx, actor: Actor, rows: readonly store.NoticeRow[]): Promise<readonly Said[]> {
  const rights = rightsOf(actor)
  const labels = await store.labelsOf(tx, rows)
  return rows.map((row) => {
    const label = labels.get(row.aboutId ?? '') ?? null
    const shown = label !== null && nameable(rights, row.aboutKind, label) ? label : null
    return { row, says: saysOf(row.kind, { label: shown, facts: row.facts }), href: hrefOf(row.aboutKind, row.aboutId) }
  })
}
