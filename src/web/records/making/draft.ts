import type { CallOf } from '#kernel/endpoint'
import { columnOf, type ListDeclaration } from '#kernel/list'
import { type AlongKind, alongKinds, type MakingEndpoints } from '#kernel/making-endpoints'
import { normEmail } from '#kernel/normal'
import { typedValue } from '#web/kit/list/value-input.tsx'
import type { MakingStart } from '#web/kit/making'
import { t } from '#web/kit/text'

type Typed = Readonly<Record<string, string>>

/** What is typed so far of a new record. */
export interface Draft {
  readonly values: Typed
  /** What the records among the values are called. */
  readonly named: Typed
  readonly along: Partial<Readonly<Record<AlongKind, Typed>>>
  /** What is looked for where a record is to be chosen, and none is yet. */
  readonly sought: Partial<Readonly<Record<AlongKind, string>>>
}

export const emptyDraft: Draft = { values: {}, named: {}, along: {}, sought: {} }

export function draftFrom({ values = {}, named = {} }: MakingStart): Draft {
  return { ...emptyDraft, values, named }
}

/** Whether nothing is said that would be lost. */
export const isEmpty = (draft: Draft) =>
  Object.keys(draft.along).length === 0 &&
  Object.values(draft.sought).every((text) => text === '') &&
  Object.values(draft.values).every((value) => value.trim() === '')

/** The draft with a field typed, or with another record chosen for it. */
export function withValue(draft: Draft, key: string, value: string, label?: string): Draft {
  const { [key as AlongKind]: _, ...along } = draft.along
  const named = label === undefined ? draft.named : { ...draft.named, [key]: label }
  return { values: { ...draft.values, [key]: value }, named, along, sought: { ...draft.sought, [key]: '' } }
}

/** The draft with a record to be made along, or with a field of it typed. */
export function withAlong(draft: Draft, kind: AlongKind, fields: Typed): Draft {
  return {
    ...draft,
    values: { ...draft.values, [kind]: '' },
    along: { ...draft.along, [kind]: { ...draft.along[kind], ...fields } },
    sought: { ...draft.sought, [kind]: '' },
  }
}

/** What is sent: fields that say something, as their columns want them. Somebody new who is made along with a lead was won as the lead was. */
export function inputOf({ values, along }: Draft, list: ListDeclaration): CallOf<MakingEndpoints['match']> {
  const said = Object.entries(values).filter(([, value]) => value.trim() !== '')
  const parts = alongKinds.flatMap((kind) => {
    const own = Object.entries({ ...along[kind] }).filter(([, value]) => value.trim() !== '')
    if (along[kind] === undefined) return []
    const won = kind === 'person' && list.kind === 'lead' && (values.source ?? '').trim() !== '' ? [['source', values.source ?? '']] : []
    return [[kind, Object.fromEntries([...own, ...won])]]
  })
  return {
    values: Object.fromEntries(said.map(([key, value]) => [key, typedValue(columnOf(list, key), value.trim())])),
    along: Object.fromEntries(parts),
  }
}

/** What else is known where the draft is looked at. */
export interface Around {
  /** What the chosen stage of a deal is. */
  readonly stageKind: 'open' | 'won' | 'lost'
}

const amount = /^-?\d{1,14}(\.\d{1,4})?$/

/** What is missing or wrong, by field, in the words that stand below it; fields of records along as `person.email`. */
export function wrongIn({ values, along, sought }: Draft, list: ListDeclaration, { stageKind }: Around): Record<string, string> {
  const wrong: Record<string, string> = {}
  const says = (key: string) => (values[key] ?? '').trim()
  if ((list.kind === 'account' || list.kind === 'deal') && says('name') === '') wrong.name = t('Say what it is called.')
  if (list.kind === 'person' && ['firstName', 'lastName', 'email'].every((key) => says(key) === ''))
    wrong.firstName = t('Say a name or an e-mail address.')
  if (list.kind === 'lead' && says('person') === '' && along.person === undefined)
    wrong.person = t('Choose who it is, or type in somebody new.')
  for (const kind of alongKinds) if ((sought[kind] ?? '').trim() !== '') wrong[kind] = t('Choose one of the list below, or a new one.')
  if (says('email') !== '' && normEmail(says('email')) === '') wrong.email = t('This is no e-mail address.')
  for (const { key, type } of list.columns)
    if ((type === 'money' || type === 'number') && says(key) !== '' && !amount.test(says(key)))
      wrong[key] = t('Digits, with a point before decimals: 12500.50.')
  if (says('currency') !== '' && !/^[A-Z]{3}$/.test(says('currency'))) wrong.currency = t('Three capital letters, such as EUR.')
  if (stageKind !== 'open' && says('closed') === '') wrong.closed = t('Say on which day.')
  if (stageKind === 'lost' && says('lostReason') === '') wrong.lostReason = t('Say why the deal is lost.')
  if (along.account !== undefined && (along.account.name ?? '').trim() === '') wrong['account.name'] = t('Say what it is called.')
  if (along.person !== undefined && ['name', 'email'].every((key) => (along.person?.[key] ?? '').trim() === ''))
    wrong['person.name'] = t('Say a name or an e-mail address.')
  const mail = (along.person?.email ?? '').trim()
  if (mail !== '' && normEmail(mail) === '') wrong['person.email'] = t('This is no e-mail address.')
  return wrong
}
