import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { mostWebhooks } from '../contract/webhooks-out.ts'

/** Whether one more address may be told. */
export function mayAdd(there: number): Verdict {
  if (there < mostWebhooks) return ok
  return no(
    t('{{n}} addresses are told already, and more are not: each costs a message for each event. Remove one first.', { n: mostWebhooks }),
  )
}

/** Whether messages can be sent again to an address. */
export function maySendAgain(state: 'on' | 'off' | 'stopped'): Verdict {
  if (state === 'on') return ok
  return no(t('This address is told nothing at the moment. Switch it on first, then send again.'))
}

/** Whether all wanted kinds are kinds that there are, or all about one thing. */
export function knownKinds(wanted: readonly string[], kinds: readonly string[]): Verdict {
  const unknown = wanted.filter((one) =>
    one.endsWith('.*') ? !kinds.some((kind) => kind.startsWith(one.slice(0, -1))) : !kinds.includes(one),
  )
  if (unknown.length === 0) return ok
  return no(t('There is no event of the kind {{kinds}}. GET /api/v1/webhooks names those that there are.', { kinds: unknown.join(', ') }))
}

/** Kinds by what they are about, both in the order of the alphabet. */
export function kindsByTopic(kinds: readonly string[]): { readonly topic: string; readonly kinds: readonly string[] }[] {
  const topics = [...new Set(kinds.map((kind) => kind.split('.')[0] ?? kind))].toSorted()
  return topics.map((topic) => ({ topic, kinds: kinds.filter((kind) => kind.startsWith(`${topic}.`)).toSorted() }))
}
