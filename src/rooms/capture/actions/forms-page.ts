import { randomBytes } from 'node:crypto'
import type { DoorAnswer } from '#platform/action/door'
import type { FormDocument } from '../contract/forms.ts'
import { originOf } from '../rules/forms.ts'
import { formCss } from '../rules/forms-css.ts'
import { type Element, htmlOf } from '../rules/forms-page.ts'

export interface PageSetting {
  readonly title: string
  readonly language: string
  readonly status?: number
  /** Sites that may show it in a frame. */
  readonly origins?: readonly string[]
  /** Where sending may lead to besides here. */
  readonly leadsTo?: string | null
}

/** Origins as a policy names them: read and written anew, so nothing else gets into a header. */
export const allowedOrigins = ({ origins }: Pick<FormDocument, 'origins'>) => [
  ...new Set(origins.map(originOf).filter((one): one is string => one !== null)),
]

/** A page for visitors: no script at all, styles of its own, in frames of the named sites only. */
export function visitorPage(
  elements: readonly Element[],
  { title, language, status = 200, origins = [], leadsTo = null }: PageSetting,
): DoorAnswer {
  const nonce = randomBytes(16).toString('base64')
  const frames = origins.length === 0 ? "'none'" : `'self' ${origins.join(' ')}`
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `form-action 'self'${leadsTo === null ? '' : ` ${leadsTo}`}`,
    `frame-ancestors ${frames}`,
    "base-uri 'none'",
  ]
  const head = [
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
    '<meta name="robots" content="noindex">',
    htmlOf({ tag: 'title', attributes: {}, inside: [title] }),
    `<style nonce="${nonce}">${formCss}</style>`,
  ]
  const main = htmlOf({ tag: 'main', attributes: { class: 'f-page' }, inside: elements })
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy.join('; ') },
    body: `<!doctype html><html lang="${/^[a-z]{2,3}$/.test(language) ? language : 'en'}"><head>${head.join('')}</head><body>${main}</body></html>`,
  }
}

export const jsonFor = (origin: string | null, status: number, value: unknown): DoorAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...corsOf(origin) },
  body: JSON.stringify(value),
})

/** What lets a page of another site read the answer. Never with credentials: there are none. */
export const corsOf = (origin: string | null): Record<string, string> => ({
  vary: 'origin',
  ...(origin === null ? {} : { 'access-control-allow-origin': origin }),
  'cross-origin-resource-policy': 'cross-origin',
})
