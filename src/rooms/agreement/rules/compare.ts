import type { Group } from '#kernel/rule'
import { numbers, plural, t } from '#kernel/text'
import type { ClockTime, ContractDocument, Criterion, Fade } from '../contract/document.ts'

/** How rules and facts are said; screens know the words of columns and comparisons. */
export interface CompareWords {
  rule(rule: Group): string
  fact(key: string): string
}

const exact = numbers({ maximumFractionDigits: 2 })
const percent = numbers({ style: 'percent', maximumFractionDigits: 1 })
const nothing = () => t('not said')
const perhaps = (value: number | null, say: (n: number) => string) => (value === null ? nothing() : say(value))

/** A time as people say it: hours of work, hours, or whole days. */
export function clockWords({ hours, of }: ClockTime): string {
  if (of === 'working') return t('{{n}} working hours', { n: exact(hours) })
  return hours >= 48 && hours % 24 === 0
    ? plural(hours / 24, '{{n}} day', '{{n}} days', { n: exact(hours / 24) })
    : t('{{n}} hours', { n: exact(hours) })
}

/** How points fade, as people say it. */
export const fadeWords = (fade: Fade | null, fact: CompareWords['fact']) =>
  fade === null ? t('does not fade') : t('halves every {{n}} days since: {{fact}}', { n: fade.halfLifeDays, fact: fact(fade.since) })

/** What of a contract is another one in a later version, a sentence each; empty where nothing is. */
export function changesBetween(before: ContractDocument, after: ContractDocument, words: CompareWords): string[] {
  return [
    ...(before.threshold === after.threshold
      ? []
      : [
          t('The threshold is {{after}} points instead of {{before}}.', { before: exact(before.threshold), after: exact(after.threshold) }),
        ]),
    ...parts(before.criteria, after.criteria, {
      come: ({ name, points, rule }) =>
        t('New criterion “{{name}}”: {{points}} points where {{rule}}.', { name, points: exact(points), rule: ruleOr(words, rule) }),
      go: ({ name, points }) => t('The criterion “{{name}}” with {{points}} points goes.', { name, points: exact(points) }),
      differ: (one, other) => criterionChanges(one, other, words),
    }),
    ...sets(before.required, after.required).come.map((key) => t('“{{fact}}” must be known from now on.', { fact: words.fact(key) })),
    ...sets(before.required, after.required).go.map((key) => t('“{{fact}}” need not be known any more.', { fact: words.fact(key) })),
    ...parts(before.exclusions, after.exclusions, {
      come: ({ name, rule }) => t('New exclusion “{{name}}”: nobody where {{rule}}.', { name, rule: words.rule(rule) }),
      go: ({ name }) => t('The exclusion “{{name}}” goes.', { name }),
      differ: (one, other) =>
        same(one.rule, other.rule) ? [] : [t('The exclusion “{{name}}” is: {{rule}}.', { name: other.name, rule: words.rule(other.rule) })],
    }),
    ...parts(before.rejections, after.rejections, {
      come: ({ name }) => t('New reason for rejection: “{{name}}”.', { name }),
      go: ({ name }) => t('“{{name}}” is no reason for rejection any more.', { name }),
      differ: (one, other) =>
        one.returns === other.returns && one.restDays === other.restDays
          ? []
          : [t('What follows from the reason “{{name}}” is another thing.', { name: other.name })],
    }),
    ...figures(before, after).flatMap(([label, was, is]) =>
      was === is ? [] : [t('{{label}}: {{after}} instead of {{before}}.', { label, before: was, after: is })],
    ),
  ]
}

const ruleOr = (words: CompareWords, rule: Group) => (rule.rules.length === 0 ? t('always') : words.rule(rule))

function criterionChanges(one: Criterion, other: Criterion, words: CompareWords): string[] {
  const { name } = other
  return [
    ...(one.name === name ? [] : [t('“{{before}}” is called “{{after}}”.', { before: one.name, after: name })]),
    ...(one.points === other.points
      ? []
      : [t('“{{name}}” gives {{after}} points instead of {{before}}.', { name, before: exact(one.points), after: exact(other.points) })]),
    ...(same(one.rule, other.rule)
      ? []
      : [
          t('“{{name}}” holds where {{after}}; before: {{before}}.', {
            name,
            before: ruleOr(words, one.rule),
            after: ruleOr(words, other.rule),
          }),
        ]),
    ...(same(one.fade, other.fade)
      ? []
      : [
          t('“{{name}}” {{after}}; before: {{before}}.', {
            name,
            before: fadeWords(one.fade, words.fact),
            after: fadeWords(other.fade, words.fact),
          }),
        ]),
  ]
}

/** All that is one figure, with its words in each version. */
function figures(before: ContractDocument, after: ContractDocument): [string, string, string][] {
  const each = (label: string, say: (document: ContractDocument) => string): [string, string, string] => [label, say(before), say(after)]
  return [
    each(t('Leads a month'), (one) => perhaps(one.marketing.leadsAMonth, exact)),
    each(t('Share that sales accepts'), (one) => perhaps(one.marketing.acceptedShare, percent)),
    each(t('Share of new pipeline from marketing'), (one) => perhaps(one.marketing.pipelineShare, percent)),
    each(t('Accepted or rejected within'), (one) => clockWords(one.sales.accept)),
    each(t('First contact within'), (one) => clockWords(one.sales.firstContact)),
    each(t('Tries'), (one) => exact(one.sales.tries)),
    each(t('In the right channel within'), (one) => clockWords(one.clocks.place)),
    each(t('Hand-over failed after'), (one) => clockWords(one.clocks.failed)),
    each(t('Cold after'), (one) => clockWords(one.clocks.cold)),
    each(t('Calendar'), (one) => one.team ?? t('that of the company')),
    each(t('Back to nurture after the tries'), (one) =>
      one.nurture.afterTries ? t('after {{n}} days of rest', { n: one.nurture.restDays }) : t('no'),
    ),
  ]
}

interface Told<P> {
  come(part: P): string
  go(part: P): string
  differ(before: P, after: P): string[]
}

function parts<P extends { readonly key: string }>(before: readonly P[], after: readonly P[], told: Told<P>): string[] {
  const was = new Map(before.map((one) => [one.key, one]))
  const is = new Set(after.map(({ key }) => key))
  return [
    ...after.flatMap((one) => {
      const other = was.get(one.key)
      return other ? told.differ(other, one) : [told.come(one)]
    }),
    ...before.filter(({ key }) => !is.has(key)).map((one) => told.go(one)),
  ]
}

const sets = (before: readonly string[], after: readonly string[]) => ({
  come: after.filter((key) => !before.includes(key)),
  go: before.filter((key) => !after.includes(key)),
})

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
