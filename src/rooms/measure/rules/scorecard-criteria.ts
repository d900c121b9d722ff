import type { ListColumn } from '#kernel/list'
import type { Group, Test } from '#kernel/rule'
import { numbers, said, t } from '#kernel/text'
import type { Criterion } from '#rooms/agreement/contract'
import type { LearnedFact } from '../contract/scorecard.ts'
import type { Limit } from '../contract.ts'
import { wilson } from './intervals.ts'
import { type CardFact, type CardLevel, enoughForCard, type Scorecard } from './scorecard.ts'
import type { Leak } from './scorecard-leaks.ts'
import type { PastFact, Takes } from './scorecard-levels.ts'

const plain = numbers({ maximumFractionDigits: 4 })
const percent = numbers({ style: 'percent', maximumFractionDigits: 0 })
const decimals = numbers({ maximumFractionDigits: 2 })

/** Most criteria of a contract. */
const mostCriteria = 60
const behaviour = /^(responses|touches|meetings|calls|emails|visits|last)/

/** A level in words: "Energy", "from 50 to under 200", "not known". */
export function levelName({ kind }: PastFact, takes: Takes): string {
  switch (takes.is) {
    case 'missing':
      return t('not known')
    case 'rest':
      return t('any other')
    case 'values':
      if (kind === 'flag') return takes.values[0] === 'true' ? t('yes') : t('no')
      return takes.values.join(', ')
    case 'range':
      return kind === 'moment' ? backName(takes) : rangeName(takes)
  }
}

function rangeName({ from, to }: { from: number | null; to: number | null }): string {
  if (from === null && to === null) return t('known')
  if (from === null) return t('under {{to}}', { to: plain(to ?? 0) })
  if (to === null) return t('from {{from}} on', { from: plain(from) })
  return t('from {{from}} to under {{to}}', { from: plain(from), to: plain(to) })
}

function backName({ from, to }: { from: number | null; to: number | null }): string {
  if (from === null) return to === null ? t('known') : t('in the last {{n}} days', { n: to })
  return to === null ? t('{{n}} days back or more', { n: from }) : t('{{from}} to {{to}} days back', { from, to })
}

/** The rule of a contract that holds for those of a level. */
export function levelRule({ key, kind }: PastFact, takes: Takes): Group {
  const all = (...rules: (Test | Group)[]): Group => ({ combinator: 'and', rules })
  const line = (operator: Test['operator'], value?: Test['value']): Test => ({
    field: key,
    operator,
    ...(value === undefined ? {} : { value }),
  })
  switch (takes.is) {
    case 'missing':
      return all(line('null'))
    case 'rest':
      return takes.but.length === 0 ? all(line('notNull')) : all(line('notNull'), line('notIn', takes.but))
    case 'values':
      return all(kind === 'flag' ? line('=', takes.values[0] === 'true') : line('in', takes.values))
    case 'range': {
      const { from, to } = takes
      if (from === null && to === null) return all(line('notNull'))
      if (kind !== 'moment')
        return all(...(from === null ? [] : [line('>=', String(from))]), ...(to === null ? [] : [line('<', String(to))]))
      const within = (days: number) => line('inLast', { count: days, unit: 'day' })
      const longer: Group[] = from === null ? [] : [{ combinator: 'and', not: true, rules: [within(from)] }]
      return to === null ? all(line('notNull'), ...longer) : all(within(to), ...longer)
    }
  }
}

/** Levels with points as criteria of a contract; where there are more than it has room for, those that matter least are left out and counted. */
export function criteriaOf(facts: readonly CardFact[]): { criteria: Criterion[]; left: number } {
  const all = facts.flatMap(({ fact, used, levels }, place) =>
    used ? levels.flatMap((level, at) => (level.points === 0 ? [] : [{ fact, level, key: `${slug(fact.key)}-${place}-${at}` }])) : [],
  )
  const weight = ({ level }: { level: CardLevel }) => Math.abs(level.points) * level.n
  const kept = new Set(all.toSorted((a, b) => weight(b) - weight(a)).slice(0, mostCriteria))
  return {
    criteria: all
      .filter((one) => kept.has(one))
      .map(({ fact, level, key }) => ({
        key,
        name: t('{{fact}}: {{value}}', { fact: said(fact.label), value: levelName(fact, level.takes) }).slice(0, 120),
        kind: behaviour.test(fact.key) ? 'behaviour' : 'fit',
        rule: levelRule(fact, level.takes),
        points: level.points,
        fade: null,
      })),
    left: all.length - kept.size,
  }
}

const slug = (key: string) =>
  key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 28) || 'fact'

/** The score that about a third reach, in steps of five points. */
export function thresholdOf({ points }: Scorecard): number {
  const sorted = points.toSorted((a, b) => b - a)
  return Math.ceil((sorted[Math.floor(sorted.length / 3)] ?? 0) / 5) * 5
}

/** What sort of fact a column of the lead contract is; null for those that nothing can be learned from. */
export function kindOf({ key, type }: ListColumn): PastFact['kind'] | null {
  // The moment of the hand-over itself.
  if (key === 'responded') return null
  switch (type) {
    case 'number':
    case 'money':
      return 'number'
    case 'day':
    case 'instant':
      return 'moment'
    case 'flag':
      return 'flag'
    case 'text':
    case 'choice':
      return 'text'
    default:
      return null
  }
}

/** A fact as it is told, levels in words. */
export function toldFact({ fact, used, told, part, leak, levels }: CardFact): LearnedFact {
  return {
    ...{ key: fact.key, label: fact.label, used, told, part },
    leak: leak && leakWords(leak),
    single: levels.length < 2,
    levels: used
      ? levels
          .filter(({ n }) => n > 0)
          .map(({ takes, n, hits, points }) => ({ name: levelName(fact, takes), n, hits, ...wilson(hits, n), points }))
      : [],
  }
}

function leakWords(leak: Leak): string {
  switch (leak.why) {
    case 'later':
      return t('For {{share}} of the people its moment lies after the hand-over.', { share: percent(leak.share) })
    case 'filled':
      return t(
        'It is filled in for {{won}} of those who were won and for {{others}} of the others, so it is probably written when a deal goes on.',
        {
          won: percent(leak.won),
          others: percent(leak.others),
        },
      )
    case 'alone':
      return t('Alone it tells who is won in {{auc}} of 1, which is too good to have been known at the hand-over.', {
        auc: decimals(leak.auc),
      })
    case 'status':
      return t('"{{word}}" sounds like a state that sales writes down as it goes on.', { word: leak.word })
  }
}

/** Why there is no card; null when there is one. */
export function whyNoCard({ people, hits, enough, facts }: Scorecard, target: 'won' | 'converted' | 'none'): string | null {
  if (people === 0) return t('Nobody was handed over yet whose outcome is known.')
  if (target === 'none')
    return t('Nobody who was handed over is tied to a won deal. Import deals with the id of the lead that they came from.')
  if (!enough)
    return t('Too few to say: {{hits}} of {{people}} were won. It takes {{least}} who were won and as many who were not.', {
      hits,
      people,
      least: enoughForCard,
    })
  return facts.some(({ used }) => used) ? null : t('No fact tells who will be won by more than chance.')
}

/** What a scorecard cannot know. */
export function limitsOfCard(known: {
  readonly target: 'won' | 'converted' | 'none'
  readonly cut: number | null
  readonly left: number
  readonly early: { readonly days: number; readonly people: number } | null
}): Limit[] {
  const limits: Limit[] = [
    {
      key: 'learned-from-handed-over',
      says: t(
        'It learns from those who were handed over. What marketing held back, and why others were won, it cannot know; what goes together need not be a cause.',
      ),
      remedy: null,
    },
    known.early
      ? {
          key: 'too-early',
          says: t(
            'Of those who were won nine in ten had been won within {{days}} days. {{people}} who were handed over since are left out: what becomes of them cannot be known yet.',
            { days: known.early.days, people: plain(known.early.people) },
          ),
          remedy: null,
        }
      : {
          key: 'late-wins',
          says: t('Whoever has no deal yet counts as not won, though some of the last weeks still will be.'),
          remedy: null,
        },
    { key: 'facts-of-today', says: t('Facts of people and accounts are those of today.'), remedy: null },
  ]
  if (known.target === 'converted')
    limits.push({
      key: 'conversions-for-deals',
      says: t('No won deal is tied to a lead here, so conversions stand in for won deals.'),
      remedy: null,
    })
  if (known.cut !== null)
    limits.push({ key: 'last-only', says: t('It is learned from the last {{n}} people.', { n: known.cut }), remedy: null })
  if (known.left > 0)
    limits.push({
      key: 'no-room',
      says: t('A contract has room for 60 criteria; {{n}} that matter least are left out of the draft.', { n: known.left }),
      remedy: t('Use fewer facts.'),
    })
  return limits
}
