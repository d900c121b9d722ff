import type { Day, Instant } from '#kernel/time'
import { accountOf, customOf, flag, instant, number, ownerOf, type StagedRow, text } from './records.ts'

const day = (row: StagedRow, field: string) => text(row, field) as Day | null

/**
 * The CRM's id. The second and later of several rows that look alike and have none are different records; each gets the reference of the
 * reader, so that the same file again finds it.
 */
function idOf(row: StagedRow): string | null {
  const ref = text(row, 'ref')
  return text(row, 'external_id') ?? (ref !== null && /^x[0-9a-f]{16}-\d+$/.test(ref) ? `ref:${ref}` : null)
}

const refOf = (row: StagedRow) => text(row, 'ref') ?? `${row.file_no}:${row.row_no}`
const campaignOf = (row: StagedRow) => ({ externalId: text(row, 'campaign_external_id'), name: text(row, 'campaign_name') })

export function campaignFrom(row: StagedRow) {
  return {
    externalId: idOf(row),
    ref: refOf(row),
    name: text(row, 'name'),
    type: text(row, 'type'),
    channel: text(row, 'channel'),
    status: text(row, 'status'),
    startsOn: day(row, 'starts_on'),
    endsOn: day(row, 'ends_on'),
    budgetedCost: text(row, 'budgeted_cost'),
    actualCost: text(row, 'actual_cost'),
    expectedRevenue: text(row, 'expected_revenue'),
    currency: text(row, 'currency'),
    parentRef: text(row, 'parent'),
    ...ownerOf(row),
    madeAt: instant(row, 'created_at'),
    sourceModifiedAt: instant(row, 'modified_at'),
    custom: customOf(row),
  }
}

export function costFrom(row: StagedRow) {
  return {
    externalId: text(row, 'external_id') ?? `ref:${refOf(row)}`,
    campaign: campaignOf(row),
    spentOn: day(row, 'spent_on'),
    what: text(row, 'what'),
    amount: text(row, 'amount'),
    currency: text(row, 'currency'),
    custom: customOf(row),
  }
}

const saysResponded = /^(responded|replied|geantwortet|reagiert|respondi[oó]|ha respondido|a répondu|répondu)$/i

/** A campaign member. When it was touched is when it was added, else when it first responded, else when its status last changed. */
export function touchFrom(row: StagedRow) {
  const status = text(row, 'status')
  const firstRespondedAt = instant(row, 'first_responded_at')
  const modifiedAt = instant(row, 'modified_at')
  const at = instant(row, 'at') ?? firstRespondedAt ?? modifiedAt
  const saidSo = firstRespondedAt !== null || saysResponded.test(status ?? '') ? true : null
  return {
    externalId: idOf(row),
    ref: refOf(row),
    campaign: campaignOf(row),
    who: {
      contactRef: text(row, 'contact_external_id'),
      leadRef: text(row, 'lead_external_id'),
      whoRef: text(row, 'who_external_id'),
      firstName: text(row, 'first_name'),
      lastName: text(row, 'last_name'),
      fullName: text(row, 'full_name'),
      email: text(row, 'email'),
      phone: text(row, 'phone'),
      title: text(row, 'title'),
      company: text(row, 'company'),
      origin: null,
      at,
    },
    status,
    responded: flag(row, 'responded') ?? saidSo,
    firstRespondedAt,
    at,
    source: text(row, 'source'),
    sourceModifiedAt: modifiedAt,
    refs: refsOf(row, ['contact_external_id', 'lead_external_id', 'who_external_id', 'full_name', 'email', 'phone', 'title', 'company']),
    custom: customOf(row),
  }
}

export function activityFrom(row: StagedRow) {
  const [startsAt, endsAt, dueAt, doneAt] = ['starts_at', 'ends_at', 'due_at', 'done_at'].map((field) => instant(row, field))
  const madeAt = instant(row, 'created_at')
  const happened = instant(row, 'called_at') ?? startsAt ?? doneAt ?? instant(row, 'at')
  const duration = durationOf(row, happened, endsAt ?? null)
  const account = accountOf(row)
  return {
    externalId: text(row, 'external_id') ?? `ref:${refOf(row)}`,
    kind: activityKind(row),
    type: text(row, 'type'),
    subject: text(row, 'subject'),
    // What has no time of its own and is not due some day was noted when it happened.
    at: happened ?? (dueAt ? null : madeAt),
    endsAt: endsAt ?? null,
    dueAt: dueAt ?? null,
    durationMinutes: duration,
    done: flag(row, 'done') ?? doneByStatus(text(row, 'status')) ?? (doneAt || (duration ?? 0) > 0 ? true : null),
    status: text(row, 'status'),
    direction: text(row, 'direction'),
    outcome: text(row, 'outcome'),
    note: text(row, 'note'),
    ...ownerOf(row),
    who: {
      contactRef: text(row, 'contact_external_id'),
      leadRef: text(row, 'lead_external_id'),
      whoRef: text(row, 'who_external_id'),
      firstName: null,
      lastName: null,
      fullName: text(row, 'person_name'),
      email: text(row, 'email'),
      phone: null,
      title: null,
      company: account.name,
      origin: null,
      at: happened ?? madeAt,
    },
    account,
    deal: { externalId: text(row, 'deal_external_id'), name: text(row, 'deal_name') },
    whatRef: text(row, 'what_external_id'),
    campaignRef: text(row, 'campaign_external_id') ?? text(row, 'campaign_name'),
    madeAt,
    sourceModifiedAt: instant(row, 'modified_at'),
    refs: refsOf(row, activityRefs),
    custom: { ...customOf(row), ...unreadDuration(row) },
  }
}

const activityRefs = [
  ...['contact_external_id', 'lead_external_id', 'who_external_id', 'what_external_id', 'account_external_id', 'deal_external_id'],
  ...['person_name', 'email', 'lead_name', 'account_name', 'deal_name', 'campaign_external_id', 'campaign_name'],
]

/** What the row says whom and what it concerns, word for word. */
function refsOf(row: StagedRow, fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = text(row, field)
      return value === null ? [] : [[field, value]]
    }),
  )
}

type ActivityKind = 'call' | 'meeting' | 'email' | 'message' | 'task' | 'form' | 'visit' | 'other'

/** Words of the type in English, German, Spanish and French; the first that fits counts. */
const kindWords: readonly (readonly [ActivityKind, RegExp])[] = [
  ['email', /e-?mail|correo|courriel/i],
  ['call', /\bcall|phone|anruf|telef|llamada|appel/i],
  ['message', /\bsms\b|whatsapp|linkedin|\bchat|message|nachricht|mensaje/i],
  ['meeting', /meeting|\bevent|\bdemo|termin|besprech|reuni|rendez|appointment|webinar|lunch|mittagessen/i],
  ['form', /\bform\b|submission|formular/i],
  ['task', /task|to-?do|deadline|follow.?up|aufgabe|tarea|tâche/i],
  ['visit', /visit|web ?page|page ?view|click|besuch/i],
]

/** What kind of activity a row is: by its type, else by which of its times and ids are filled. */
function activityKind(row: StagedRow): ActivityKind {
  const type = text(row, 'type')
  const said = type === null ? undefined : kindWords.find(([, words]) => words.test(type))?.[0]
  if (said) return said
  const has = (...fields: string[]) => fields.some((field) => row[field] !== null && row[field] !== undefined)
  if (has('called_at', 'direction', 'duration_seconds')) return 'call'
  if (has('starts_at', 'ends_at')) return 'meeting'
  if (has('due_at', 'done_at')) return 'task'
  return has('email') ? 'email' : 'other'
}

const done =
  /^(completed?|done|closed|held|sent|erledigt|abgeschlossen|gesendet|completad[ao]|hech[ao]|enviad[ao]|terminée?|effectuée?|achevée?|envoyée?)$/i
const notDone =
  /^(not started|in progress|deferred|waiting.*|to ?do|open|planned|scheduled|nicht begonnen|in bearbeitung|offen|geplant|pendiente|no iniciada|en curso|à faire|en cours|non commencée?|planifiée?)$/i

function doneByStatus(status: string | null): boolean | null {
  if (status === null) return null
  if (done.test(status)) return true
  return notDone.test(status) ? false : null
}

/** In minutes. Where the file gives none, the time from start to end. */
function durationOf(row: StagedRow, startsAt: Instant | null, endsAt: Instant | null): number | null {
  const seconds = number(row, 'duration_seconds')
  if (seconds !== null) return seconds / 60
  const minutes = number(row, 'duration_minutes') ?? clock(text(row, 'duration_text'))
  if (minutes !== null) return minutes
  if (startsAt === null || endsAt === null) return null
  const between = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  return between >= 0 ? between : null
}

/** "00:30" and "1:15:00" are hours and minutes, "1 h 30 min" is said in words. */
function clock(value: string | null): number | null {
  const time = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(value ?? '')
  if (time) return Number(time[1]) * 60 + Number(time[2]) + Number(time[3] ?? 0) / 60
  const said = /^(?:(\d+) ?h(?:ours?|rs?)?)? ?(?:(\d+) ?m(?:in(?:utes?)?)?)?$/i.exec(value ?? '')
  return said && (said[1] || said[2]) ? Number(said[1] ?? 0) * 60 + Number(said[2] ?? 0) : null
}

function unreadDuration(row: StagedRow): Record<string, string> {
  const value = text(row, 'duration_text')
  return value !== null && clock(value) === null ? { Duration: value } : {}
}
