import { normEmail } from '#kernel/normal'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { ConsentText, FormDocument, FormField, FormLine } from '../contract/forms.ts'

/** A form as it begins: it asks for what is needed to answer somebody. */
export function firstDraft(name: string): FormDocument {
  const field = (key: 'fullName' | 'email' | 'company' | 'message', label: string, required: boolean): FormField => ({
    ...{ key: key.toLowerCase(), about: key, custom: '', type: 'text', label, hint: '', required, options: [] },
  })
  return {
    title: name,
    intro: '',
    language: 'en',
    fields: [
      field('fullName', t('Name'), true),
      field('email', t('Work e-mail'), true),
      field('company', t('Company'), false),
      field('message', t('What can we do for you?'), false),
    ],
    consents: [],
    button: '',
    ...{ campaign: '', channel: '', source: '' },
    thanks: { how: 'text', text: t('Thank you. We will be in touch soon.'), address: '' },
    origins: [],
    closed: '',
  }
}

/** An address of a site as a browser names it, `https://company.example`; null where it is none. Without https only this machine. */
export function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, origin, username } = new URL(text)
  const local = hostname === 'localhost' || hostname === '127.0.0.1'
  return (protocol === 'https:' || (protocol === 'http:' && local)) && username === '' ? origin : null
}

/** Whether a form may lead visitors to an address: by https, and at a site of its own list, so that nobody is sent elsewhere by a mistake. */
export function mayLeadTo({ origins }: Pick<FormDocument, 'origins'>, address: string): Verdict {
  const origin = originOf(address)
  if (origin === null || !origin.startsWith('https://'))
    return no(t('The page after the form needs an address with https, such as https://company.example/thanks.'))
  return origins.some((one) => originOf(one) === origin)
    ? ok
    : no(t('The page after the form lies at {{origin}}, which is not among the sites of this form. Add it there first.', { origin }))
}

const twice = (all: readonly string[]) => all.find((one, index) => one !== '' && all.indexOf(one) !== index)

/** Whether a draft can be shown to visitors. Whoever sends it must be known by an address or a number, else nobody could answer. */
export function mayPublish(document: FormDocument): Verdict {
  const { fields, consents, thanks, origins, title } = document
  if (title.trim() === '') return no(t('Give the form a title that visitors see.'))
  const nameless = fields.findIndex(({ label }) => label.trim() === '')
  if (nameless >= 0) return no(t('Question {{n}} has no text yet.', { n: nameless + 1 }))
  if (!fields.some(({ about, required }) => required && (about === 'email' || about === 'phone')))
    return no(t('Ask for an e-mail address or a telephone number, and make it required: by it people are known.'))
  const double = twice([...fields.map(({ key }) => key), ...consents.map(({ key }) => `consent ${key}`)])
  if (double !== undefined) return no(t('Two questions share the key "{{key}}". Remove one of them.', { key: double }))
  const same = twice(fields.map(({ about }) => (about === 'custom' || about === 'question' ? '' : about)))
  if (same !== undefined) return no(t('Two questions ask for the same. Remove one of them.'))
  for (const field of fields) {
    const { about, custom, label, options } = field
    if (about === 'custom' && custom.trim() === '') return no(t('Say in which custom field the answers to "{{label}}" stand.', { label }))
    if (isChosen(field) && options.filter((one) => one.trim() !== '').length < 2)
      return no(t('"{{label}}" needs at least two answers to choose from.', { label }))
    if (joined(options).length > mostLong) return no(t('The answers of "{{label}}" are too long together. Shorten them.', { label }))
  }
  if (consents.some(({ purpose, text, version }) => [purpose, text, version].some((one) => one.trim() === '')))
    return no(t('Each consent needs a purpose, a text and a version of the text.'))
  const foreign = origins.find((one) => originOf(one) === null)
  if (foreign !== undefined)
    return no(t('"{{site}}" is no address of a site. Write it as https://company.example.', { site: foreign.slice(0, 100) }))
  return thanks.how === 'redirect' ? mayLeadTo(document, thanks.address) : ok
}

const asked = (field: FormField) => field.about === 'custom' || field.about === 'question'

/** How a field is asked: custom fields and own questions as they say, what is known of everybody as what it is. */
export const askedAs = (field: FormField): FormField['type'] => (asked(field) ? field.type : field.about === 'message' ? 'long' : 'text')

const isChosen = (field: FormField) => askedAs(field) === 'choice' || askedAs(field) === 'several'

/** Answers by the names of fields. */
export type Sent = ReadonlyMap<string, readonly string[]>

export const consentName = ({ key }: Pick<ConsentText, 'key'>) => `consent-${key}`

/** What is kept of an answer at most; the way in takes no more. */
const mostText = 300
const mostLong = 4_000
const mostOf: Partial<Record<FormField['about'], number>> = {
  email: 300,
  phone: 60,
  firstName: 200,
  lastName: 200,
  domain: 250,
  country: 100,
}

const only = (sent: Sent, key: string) => (sent.get(key) ?? []).map((one) => one.trim()).filter((one) => one !== '')

/** What is wrong with what a visitor typed, next to which field; empty where all is well. */
export function wrongIn({ fields, consents }: FormDocument, sent: Sent): ReadonlyMap<string, string> {
  const wrong = new Map<string, string>()
  for (const field of fields) {
    const why = wrongWith(field, only(sent, field.key))
    if (why !== null) wrong.set(field.key, why)
  }
  for (const consent of consents)
    if (consent.required && only(sent, consentName(consent)).length === 0)
      wrong.set(consentName(consent), t('Please agree to this, so that we may answer you.'))
  return wrong
}

function wrongWith(field: FormField, given: readonly string[]): string | null {
  const { about, required, options } = field
  const [first = ''] = given
  const type = askedAs(field)
  if (given.length === 0) {
    if (!required) return null
    return type === 'text' || type === 'long' ? t('Please fill this in.') : t('Please choose an answer.')
  }
  if (isChosen(field) && given.some((one) => !options.some((option) => option.trim() === one))) return t('Please choose one of these.')
  const most = type === 'long' ? mostLong : (mostOf[about] ?? mostText)
  if (given.some((one) => one.length > most)) return t('This is too long: {{most}} characters at most.', { most })
  if (about === 'email' && normEmail(first) !== first.toLowerCase())
    return t('This is no e-mail address. Write it like name@company.example.')
  if (about === 'phone' && (!/^[+0-9 ()./-]+$/.test(first) || first.replace(/\D/g, '').length < 5))
    return t('This is no telephone number. Write it with its area code, such as +49 30 123456.')
  return null
}

/** What a form says of whoever sent it, for the one way in. */
export interface Said {
  readonly about: Readonly<Partial<Record<Exclude<FormField['about'], 'custom' | 'question'>, string>>>
  readonly custom: Readonly<Record<string, string>>
  /** Answers in the form's own words. */
  readonly said: Readonly<Record<string, string>>
  readonly consent: readonly { readonly purpose: string; readonly granted: true; readonly textVersion: string }[]
}

/** Several answers in one text: the lead contract asks whether it contains one. */
const joined = (given: readonly string[]) => given.join('; ')

/** Sorts the answers. A name that the form does not know, because a snippet is older than the form, is kept as it was sent. */
export function saidIn(document: FormDocument, sent: Sent): Said {
  const { fields, consents } = document
  const told = fields.flatMap((field) => {
    const given = only(sent, field.key)
    return given.length === 0 ? [] : [{ field, text: askedAs(field) === 'several' ? joined(given) : (given[0] ?? '') }]
  })
  const known = new Set([...fields.map(({ key }) => key), ...consents.map(consentName)])
  const others = [...sent.keys()].filter((key) => !known.has(key) && /^[a-z][a-z0-9-]{0,39}$/.test(key)).slice(0, 20)
  return {
    about: Object.fromEntries(
      told.flatMap(({ field: { about }, text }) => (about === 'custom' || about === 'question' ? [] : [[about, text]])),
    ),
    custom: Object.fromEntries(told.flatMap(({ field: { about, custom }, text }) => (about === 'custom' ? [[custom.trim(), text]] : []))),
    said: Object.fromEntries([
      ...told
        .filter(({ field: { about } }) => about === 'custom' || about === 'question')
        .map(({ field: { label }, text }) => [label.trim(), text]),
      ...others.flatMap((key) => (only(sent, key).length > 0 ? [[key, joined(only(sent, key)).slice(0, mostText)]] : [])),
    ]),
    consent: consents
      .filter((one) => only(sent, consentName(one)).length > 0)
      .map(({ purpose, version }) => ({ purpose, granted: true as const, textVersion: version })),
  }
}

/** Responses by views; null where nobody looked, and never more than all. */
export const conversionOf = ({ views, responses }: Pick<FormLine, 'views' | 'responses'>): number | null =>
  views === 0 ? null : Math.min(1, responses / views)
