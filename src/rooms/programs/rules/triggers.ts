import { columnOf, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { checkedRule } from '#kernel/rule'
import { said, t } from '#kernel/text'
import { type Instant, millis } from '#kernel/time'
import { kindOf, type Often, type Step, type TriggerDocument } from '../contract/triggers.ts'

const dayMs = 86_400_000

/** Whether a trigger may fire for a record at a moment, when it fired for it before at another. */
export function mayFire(often: Often, last: Instant | null, at: Instant): boolean {
  if (last === null || often.every === 'time') return true
  return often.every === 'days' && millis(at) - millis(last) >= often.days * dayMs
}

/** The moments at which it fires, in the order of time: as often as it may for one record. `last` is when it fired before. */
export function thinned<M extends { readonly recordId: string; readonly at: Instant }>(
  moments: readonly M[],
  often: Often,
  last: ReadonlyMap<string, Instant> = new Map(),
): M[] {
  const fired = new Map(last)
  const fires: M[] = []
  for (const moment of moments.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (!mayFire(often, fired.get(moment.recordId) ?? null, moment.at)) continue
    fired.set(moment.recordId, moment.at)
    fires.push(moment)
  }
  return fires
}

/** How many fall into each of so many weeks that end at a moment, the last week last. */
export function perWeek(moments: readonly { readonly at: Instant }[], until: Instant, weeks: number): number[] {
  const counts = Array.from({ length: weeks }, () => 0)
  for (const { at } of moments) {
    const ago = Math.floor((millis(until) - millis(at)) / (7 * dayMs))
    const place = weeks - 1 - Math.max(0, ago)
    if (place >= 0) counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

/** What is said as text, whatever the order of its keys: what is kept comes back in another one. */
export const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

/** A text of a step with the name of the record in its place. */
export const filledIn = (text: string, label: string) => text.replaceAll('{name}', () => label)

const ofPeople = (step: Step) => step.do === 'handOver' || step.do === 'nurture' || (step.do === 'task' && step.who.to === 'routing')

/** A trigger as somebody sent it, checked against the list of its records as they may read it. Throws a Problem that says what is wrong. */
export function checkedTrigger(list: ListDeclaration, document: TriggerDocument): TriggerDocument {
  const { when, steps } = document
  if (when.on === 'date') {
    const { type, label } = columnOf(list, when.field)
    if (type !== 'day' && type !== 'instant')
      throw new Problem('invalid-input', t('{{label}} is no date. Choose a field that holds a day or a moment.', { label: said(label) }))
  }
  if (kindOf(when) === 'account' && steps.some(ofPeople))
    throw new Problem(
      'invalid-input',
      t('An account is no person: it is not handed over, put into nurture or routed. Note a task, or write a note or a mail.'),
    )
  return { ...document, rule: checkedRule(list, document.rule) }
}

/** What a step did; kept in English, as all that is kept, and said again in the language of the reader. */
export const did = {
  task: (owner: string | null) => (owner === null ? t('Noted a task for nobody') : t('Noted a task for {{owner}}', { owner })),
  note: () => t('Wrote a note'),
  mail: (to: string) => t('Sent a mail to {{to}}', { to }),
  handOver: (made: boolean) => (made ? t('Handed over to sales') : t('Told sales, who have them already')),
  nurture: (made: boolean) => (made ? t('Put into nurture') : t('Left where they are: with sales, or in nurture already')),
} as const
