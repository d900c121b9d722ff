import { spoken, t } from '#kernel/text'
import type { ConsentText, FormDocument, FormField } from '../contract/forms.ts'
import { askedAs, consentName, type Sent } from './forms.ts'

/**
 * The page of a form as a tree of elements. The server writes it as text and the editor draws it as a preview, so both are the same; and text can only
 * ever become text in either.
 */
export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string | true>>
  readonly inside: readonly (Element | string)[]
}

type Inside = Element | string | null | false

const el = (tag: string, attributes: Record<string, string | boolean | null>, ...inside: readonly Inside[]): Element => ({
  tag,
  attributes: Object.fromEntries(
    Object.entries(attributes).filter((one): one is [string, string | true] => one[1] !== null && one[1] !== false),
  ),
  inside: inside.filter((one): one is Element | string => one !== null && one !== false),
})

/** What nobody sees and machines fill in. */
export const trap = 'contact_note'
export const tokenName = '_token'
export const visitorName = '_visitor'

export interface Filling {
  readonly sent: Sent
  /** What is wrong, by the names of fields. */
  readonly wrong: ReadonlyMap<string, string>
  /** A sentence above all fields. */
  readonly remark: string | null
}

export const blank: Filling = { sent: new Map(), wrong: new Map(), remark: null }

export interface FormSetting {
  readonly action: string
  readonly token: string
  readonly visitor: string | null
}

/** A form with what was typed into it. */
export function formElements(document: FormDocument, { sent, wrong, remark }: Filling, setting: FormSetting): Element[] {
  const { title, intro, fields, consents, button, language } = document
  const errors =
    wrong.size > 0 ? t('Please look at what is marked below. Nothing was sent yet, and what you typed is still there.') : remark
  return [
    el('h1', {}, title),
    ...paragraphs(intro),
    ...(errors === null ? [] : [el('p', { class: 'f-errors', role: 'alert', lang: spoken() }, errors)]),
    el(
      'form',
      { method: 'post', action: setting.action, novalidate: true, 'accept-charset': 'utf-8', lang: language },
      el('input', { type: 'hidden', name: tokenName, value: setting.token }),
      setting.visitor === null ? null : el('input', { type: 'hidden', name: visitorName, value: setting.visitor }),
      el(
        'div',
        { class: 'f-away', 'aria-hidden': 'true' },
        el('label', { for: 'f-away', lang: spoken() }, t('Leave this empty')),
        el('input', { id: 'f-away', name: trap, type: 'text', tabindex: '-1', autocomplete: 'off', value: '' }),
      ),
      ...fields.map((field) => fieldElement(field, sent.get(field.key) ?? [], wrong.get(field.key) ?? null)),
      ...consents.map((one) => consentElement(one, sent.has(consentName(one)), wrong.get(consentName(one)) ?? null)),
      el('button', { type: 'submit' }, button.trim() === '' ? t('Send') : button),
    ),
  ]
}

/** What stands there instead of a form: thanks, that it is closed, that something is in the way. */
export const messageElements = (title: string, text: string): Element[] => [el('h1', {}, title), ...paragraphs(text)]

const paragraphs = (text: string): Element[] =>
  text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => el('p', { class: 'f-intro' }, line))

/** How browsers fill in what they know, and which keys a telephone shows. */
const known: Partial<Record<FormField['about'], { readonly type: string; readonly autocomplete: string; readonly inputmode?: string }>> = {
  email: { type: 'email', autocomplete: 'email', inputmode: 'email' },
  phone: { type: 'tel', autocomplete: 'tel', inputmode: 'tel' },
  firstName: { type: 'text', autocomplete: 'given-name' },
  lastName: { type: 'text', autocomplete: 'family-name' },
  fullName: { type: 'text', autocomplete: 'name' },
  title: { type: 'text', autocomplete: 'organization-title' },
  company: { type: 'text', autocomplete: 'organization' },
  domain: { type: 'text', autocomplete: 'url', inputmode: 'url' },
  country: { type: 'text', autocomplete: 'country-name' },
}

function fieldElement(field: FormField, given: readonly string[], wrong: string | null): Element {
  const { key, label, hint, required, options } = field
  const id = `f-${key}`
  const type = askedAs(field)
  const optional = required ? null : el('span', { class: 'f-optional', lang: spoken() }, ` (${t('optional')})`)
  const below = [hint === '' ? null : `${id}-hint`, wrong === null ? null : `${id}-wrong`].filter((one) => one !== null).join(' ')
  const told = { 'aria-describedby': below === '' ? null : below, 'aria-invalid': wrong === null ? null : 'true' }
  const notes = [
    hint !== '' && el('p', { class: 'f-hint', id: `${id}-hint` }, hint),
    wrong !== null && el('p', { class: 'f-wrong', id: `${id}-wrong`, lang: spoken() }, wrong),
  ]
  if (type === 'several' || type === 'choice' || type === 'yesno') {
    const answers =
      type === 'yesno'
        ? [
            { value: 'yes', label: t('Yes') },
            { value: 'no', label: t('No') },
          ]
        : options.filter((one) => one.trim() !== '').map((one) => ({ value: one.trim(), label: one.trim() }))
    return el(
      'fieldset',
      { class: 'f-field', id, ...told, 'data-wrong': wrong !== null },
      el('legend', {}, label, optional),
      ...notes,
      ...answers.map((answer, n) =>
        el(
          'label',
          { class: 'f-answer', for: `${id}-${n}` },
          el('input', {
            ...{ id: `${id}-${n}`, name: key, value: answer.value },
            ...{ type: type === 'several' ? 'checkbox' : 'radio', checked: given.includes(answer.value) },
          }),
          el('span', {}, answer.label),
        ),
      ),
    )
  }
  const common = { id, name: key, required, ...told }
  return el(
    'div',
    { class: 'f-field', 'data-wrong': wrong !== null },
    el('label', { for: id }, label, optional),
    ...notes,
    type === 'long'
      ? el('textarea', { ...common, rows: '4', maxlength: '4000' }, given[0] ?? '')
      : el('input', {
          ...{ ...common, maxlength: '300', ...(known[field.about] ?? { type: 'text', autocomplete: 'off' }) },
          value: given[0] ?? '',
        }),
  )
}

function consentElement(consent: ConsentText, given: boolean, wrong: string | null): Element {
  const name = consentName(consent)
  const id = `f-${name}`
  return el(
    'div',
    { class: 'f-field f-consent', 'data-wrong': wrong !== null },
    wrong !== null && el('p', { class: 'f-wrong', id: `${id}-wrong`, lang: spoken() }, wrong),
    el(
      'label',
      { class: 'f-answer', for: id },
      el('input', {
        ...{ id, name, type: 'checkbox', value: 'yes', checked: given, required: consent.required },
        ...(wrong === null ? {} : { 'aria-describedby': `${id}-wrong`, 'aria-invalid': 'true' }),
      }),
      el('span', {}, consent.text, consent.required ? null : el('span', { class: 'f-optional', lang: spoken() }, ` (${t('optional')})`)),
    ),
  )
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '')
const childless = new Set(['input', 'meta', 'link', 'br'])

/** A tree as HTML. A line break at the beginning of a text area would be swallowed, so one stands before it. */
export function htmlOf(one: Element | string): string {
  if (typeof one === 'string') return escaped(one)
  const attributes = Object.entries(one.attributes)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`))
    .join('')
  if (childless.has(one.tag)) return `<${one.tag}${attributes}>`
  return `<${one.tag}${attributes}>${one.tag === 'textarea' ? '\n' : ''}${one.inside.map(htmlOf).join('')}</${one.tag}>`
}
