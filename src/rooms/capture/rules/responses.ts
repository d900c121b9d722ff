import type { z } from 'zod'
import { normCompany, normDomain, normEmail, normKey } from '#kernel/normal'
import { type Instant, later } from '#kernel/time'
import type { Respondent } from '#rooms/accounts/contract/respondent'
import { type ResponseIn, responseShape, type Way } from '../contract/responses.ts'

/** A response in normal form: who it is of, and what belongs to the response itself. */
export interface NormalResponse {
  readonly who: Respondent
  readonly source: string | null
  readonly channel: string | null
  readonly campaign: string | null
  readonly what: string | null
  readonly message: string | null
  readonly country: string | null
  readonly language: string | null
  readonly at: Instant
  readonly custom: Readonly<Record<string, string>>
  readonly said: Readonly<Record<string, string>>
  readonly consents: readonly { readonly purpose: string; readonly status: 'given' | 'withdrawn'; readonly version: string | null }[]
  readonly visitor: string | null
}

export type Read = { readonly ok: true; readonly response: NormalResponse } | { readonly ok: false; readonly reason: string }

/** Clocks of other machines are a little off; what is later than that is no moment that was. */
const slackMs = 24 * 3_600_000

const text = (value: string | null | undefined): string | null => (value === undefined || value === null || value === '' ? null : value)

const saidFields = [
  ...(['email', 'phone', 'firstName', 'lastName', 'fullName', 'company', 'domain', 'country', 'title', 'externalId'] as const),
  'language',
] as const

/** Reads what somebody sent as one response. A reason says what is wrong with it and what would make it right. */
export function readResponse(sent: unknown, now: Instant, way: Way): Read {
  const parsed = responseShape.safeParse(sent)
  if (!parsed.success) return { ok: false, reason: unreadable(parsed.error.issues[0]) }
  if (holdsBrokenText(parsed.data))
    return { ok: false, reason: 'It holds a zero byte or half a character, which nothing can keep. Leave it out.' }
  return normal(parsed.data, now, way)
}

function normal(one: ResponseIn, now: Instant, way: Way): Read {
  const email = text(one.email)
  const mail = email === null ? '' : normEmail(email)
  const phone = text(one.phone)
  const externalId = text(one.externalId)
  if (mail === '' && phone === null && externalId === null) {
    const reason =
      email === null
        ? 'It says no e-mail address, no telephone number and no id, so nobody can be known by it.'
        : `"${email.slice(0, 100)}" is no e-mail address, and it says no telephone number and no id.`
    return { ok: false, reason }
  }
  const at = one.at ?? now
  if (at > later(now, slackMs)) return { ok: false, reason: `It says that it happened on ${at.slice(0, 10)}, which is still to come.` }
  const custom: Record<string, string> = {}
  for (const [name, value] of Object.entries(one.custom ?? {})) if (value !== '') custom[name] = String(value)
  const said: Record<string, string> = { ...one.said, ...custom }
  for (const field of saidFields) {
    const value = text(one[field])
    if (value !== null) said[field] = value
  }
  const [firstName, lastName] = [text(one.firstName), text(one.lastName)]
  const fullName = text(one.fullName) ?? text([firstName, lastName].filter((part) => part !== null).join(' '))
  const company = text(one.company)
  const country = text(one.country)
  const campaign = text(one.campaign)
  const source = text(one.source)
  const response: NormalResponse = {
    who: {
      mail: mail === '' ? null : mail,
      email: mail === '' ? null : email,
      phone,
      externalId,
      ...{ firstName, lastName, fullName, title: text(one.title) },
      nameKey: fullName === null ? '' : normKey(fullName),
      company,
      companyKey: company === null ? '' : normCompany(company),
      domain: text(one.domain) === null ? null : normDomain(one.domain ?? '') || null,
      country,
      source,
      origin: source ?? campaign ?? text(one.channel),
      custom,
    },
    ...{ source, campaign, country, custom, said },
    channel: text(one.channel),
    what: text(one.what),
    message: text(one.message),
    language: text(one.language),
    at: at > now ? now : at,
    // A box that is left empty in a form is no word; a program that says no means it.
    consents: (one.consent ?? [])
      .filter(({ granted }) => granted || way !== 'form')
      .map(({ purpose, granted, textVersion }) => ({ purpose, status: granted ? 'given' : 'withdrawn', version: text(textVersion) })),
    visitor: text(one.visitor),
  }
  return { ok: true, response }
}

/** What of it cannot be read, in words of people who send forms. */
function unreadable(issue: z.core.$ZodIssue | undefined): string {
  const field = issue?.path.join('.') ?? ''
  if (field === '') return 'It is no list of fields with names, such as email.'
  if (issue?.code === 'too_big') return `"${field}" is longer than ${issue.maximum}, which is the most that is taken.`
  if (field === 'at') return '"at" is no moment such as 2026-03-01T09:00:00Z.'
  return issue?.code === 'invalid_type' && issue.expected === 'string'
    ? `"${field}" is no text.`
    : `"${field}" is not what is expected there.`
}

/** Whether a text, or the name of a field, holds what no database can keep. */
function holdsBrokenText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, one]) => holdsBrokenText(key) || holdsBrokenText(one))
}
