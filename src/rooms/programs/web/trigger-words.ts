import type { ResultOf } from '#kernel/endpoint'
import type { RecordKind } from '#kernel/list'
import { tn } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { triggerChoices } from '../contract/trigger-endpoints.ts'
import type { Often, Step, When } from '../contract/triggers.ts'

export type Choices = ResultOf<typeof triggerChoices>

export const onWords: Readonly<Record<When['on'], string>> = {
  response: t('A response came in'),
  lead: t('A lead changed its state'),
  stage: t('A deal entered a stage'),
  stands: t('A deal stands in a stage for days'),
  date: t('A date of a record comes'),
  happening: t('Another system tells something'),
}

export const stepWords: Readonly<Record<Step['do'], string>> = {
  task: t('Note a task'),
  note: t('Write a note on the record'),
  mail: t('Send a mail to a colleague'),
  handOver: t('Hand the person over to sales'),
  nurture: t('Put the person into nurture'),
}

export const kindWords: Readonly<Record<RecordKind, string>> = {
  deal: t('Deal'),
  account: t('Account'),
  person: t('Person'),
  lead: t('Lead'),
}

const stateWords = {
  offered: t('offered'),
  accepted: t('accepted'),
  working: t('in work'),
  returned: t('returned to nurture'),
  rejected: t('rejected'),
  converted: t('converted'),
  disqualified: t('disqualified'),
} as const

/** How states of a lead are chosen. */
export const stateChoices = Object.entries(stateWords).map(([value, label]) => ({ value, label }))

/** How what became of a response is chosen. */
export const decisionChoices = [
  { value: 'lead', label: t('handed over to sales') },
  { value: 'joined', label: t('joined an open lead') },
  { value: 'contact', label: t('stayed with marketing') },
  { value: 'resting', label: t('rests') },
  { value: 'no-contract', label: t('no contract held') },
]

const orOf = (names: readonly string[]) => names.join(t(' or '))

/** When a trigger fires, as one sentence. */
export function whenWords(when: When, { stages, dates }: Pick<Choices, 'stages' | 'dates'>): string {
  const named = (ids: readonly string[]) => orOf(ids.map((id) => stages.find((one) => one.id === id)?.name ?? '–'))
  switch (when.on) {
    case 'response':
      return when.what === '' ? t('A response came in') : t('A response to "{{what}}" came in', { what: when.what })
    case 'lead':
      return t('A lead became {{states}}', { states: orOf(when.states.map((state) => stateWords[state])) })
    case 'stage':
      return t('A deal entered {{stages}}', { stages: named(when.stages) })
    case 'stands':
      return tn(when.days, 'A deal stands in {{stages}} for {{n}} day', 'A deal stands in {{stages}} for {{n}} days', {
        stages: named(when.stages),
      })
    case 'date': {
      const field = said(dates.find((one) => one.of === when.of && one.key === when.field)?.label ?? when.field)
      const gaps = { kind: kindWords[when.of], field }
      if (when.days === 0) return t('{{kind}}: on the day of "{{field}}"', gaps)
      return when.days < 0
        ? tn(-when.days, '{{kind}}: {{n}} day before "{{field}}"', '{{kind}}: {{n}} days before "{{field}}"', gaps)
        : tn(when.days, '{{kind}}: {{n}} day after "{{field}}"', '{{kind}}: {{n}} days after "{{field}}"', gaps)
    }
    case 'happening':
      return t('Another system tells {{kinds}}', { kinds: orOf(when.kinds.map((kind) => `"${kind}"`)) })
  }
}

/** How often it fires for one record. */
export function oftenWords(often: Often): string {
  if (often.every === 'time') return t('every time')
  return often.every === 'once' ? t('once for each record') : tn(often.days, 'at most once in {{n}} day', 'at most once in {{n}} days')
}

/** A trigger of this kind of moment with nothing chosen yet. */
export function freshWhen(on: When['on'], { dates }: Pick<Choices, 'dates'>): When {
  switch (on) {
    case 'response':
      return { on, decisions: [], what: '' }
    case 'lead':
      return { on, states: ['rejected'] }
    case 'stage':
      return { on, stages: [] }
    case 'stands':
      return { on, stages: [], days: 14 }
    case 'date':
      return { on, of: dates[0]?.of ?? 'deal', field: dates[0]?.key ?? 'expected', days: -7 }
    case 'happening':
      return { on, kinds: [], about: 'account' }
  }
}

/** A step with nothing said yet. */
export function freshStep(kind: Step['do']): Step {
  const owner = { to: 'owner' } as const
  switch (kind) {
    case 'task':
      return { do: kind, title: t('Call {name}'), days: 0, who: owner }
    case 'note':
      return { do: kind, text: '' }
    case 'mail':
      return { do: kind, subject: '', text: '', who: owner }
    default:
      return { do: kind, reason: '' }
  }
}
