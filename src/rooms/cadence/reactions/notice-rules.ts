import type { EventKind } from '#kernel/event'
import { pairsFound } from '#rooms/accounts/events'
import { contractChanged, contractSigned } from '#rooms/agreement/events'
import { importDone, importFailed } from '#rooms/capture/events'
import { clocksStruck, leadStepped, routingChanged } from '#rooms/leads/events'
import { triggerFired } from '#rooms/programs/events'
import { webhookStopped } from '#rooms/workspace/events'
import { aboutKinds, type NoticeAbout } from '../contract/notice-kinds.ts'
import type { ToTell } from '../contract/notice-told.ts'
import * as own from '../events.ts'

type Subject = { readonly kind: string; readonly id: string } | null

/** What is told of one kind of event. Who is told of it stands at the kind of the notice. */
interface NoticeRule {
  readonly event: string
  readonly read: (payload: unknown, subject: Subject) => readonly ToTell[]
}

type PayloadOf<P extends EventKind['payload']> = Parameters<EventKind<P>['say']>[0]

function on<P extends EventKind['payload']>(
  event: EventKind<P>,
  told: (payload: PayloadOf<P>, subject: Subject) => readonly ToTell[],
): NoticeRule {
  return {
    event: event.kind,
    read: (payload, subject) => {
      const known = event.payload.safeParse(payload)
      return known.success ? told(known.data, subject) : []
    },
  }
}

const lead = (id: string) => ({ kind: 'lead', id }) as const
const request = (kind: ToTell['kind'], event: typeof own.requestAsked): NoticeRule =>
  on(event, (payload) => [
    {
      kind,
      about: { kind: 'request', id: payload.request },
      facts: { word: payload.kind, name: payload.of },
      people: { asker: payload.askedBy, promiser: payload.promisedBy },
      ...(kind === 'request-asked' ? { side: payload.of } : {}),
    },
  ])

const outcomes = { return: 'lead-returned', reject: 'lead-rejected', disqualify: 'lead-rejected', convert: 'lead-converted' } as const
const isOutcome = (verb: string): verb is keyof typeof outcomes => Object.hasOwn(outcomes, verb)
const proposals = { proposed: 'contract-proposed', withdrawn: 'contract-withdrawn' } as const
const isProposal = (what: string): what is keyof typeof proposals => Object.hasOwn(proposals, what)
const isAbout = (kind: string): kind is NoticeAbout => (aboutKinds as readonly string[]).includes(kind)

/** Who is told what, by kind of event: data. Leads that were handed to somebody are seen by the rows that an event wrote, as many events hand over. */
export const noticeRules: readonly NoticeRule[] = [
  on(clocksStruck, ({ warned, broken }) => [
    ...warned.map((one) => ({
      kind: 'lead-warned' as const,
      about: lead(one.lead),
      facts: { word: one.kind },
      people: { owner: one.owner },
    })),
    ...broken.map((one) => ({
      kind: one.kind === 'failed' ? ('lead-failed' as const) : ('lead-breached' as const),
      about: lead(one.lead),
      facts: { word: one.kind },
      // Whose it was: who did not answer may have lost it by now.
      people: { owner: one.owner },
    })),
  ]),
  on(leadStepped, ({ lead: id, verb }) => (isOutcome(verb) ? [{ kind: outcomes[verb], about: lead(id), facts: {} }] : [])),
  on(contractChanged, ({ version, number, what }) =>
    isProposal(what) ? [{ kind: proposals[what], about: { kind: 'contract', id: version }, facts: { number } }] : [],
  ),
  on(contractSigned, ({ version, number, side, whole, from }) => [
    whole
      ? { kind: 'contract-to-read', about: { kind: 'contract', id: version }, facts: { number, ...(from ? { day: from } : {}) } }
      : { kind: 'contract-signed', about: { kind: 'contract', id: version }, facts: { number, word: side } },
  ]),
  on(routingChanged, ({ version, number, what }) =>
    what === 'published' ? [{ kind: 'routing-published', about: { kind: 'routing', id: version }, facts: { number } }] : [],
  ),
  request('request-asked', own.requestAsked),
  request('request-asked', own.requestReopened),
  request('request-promised', own.requestPromised),
  request('request-delivered', own.requestDelivered),
  request('request-declined', own.requestDeclined),
  request('request-withdrawn', own.requestWithdrawn),
  request('request-talked', own.requestTalked),
  request('request-due', own.requestDue),
  request('request-late', own.requestLate),
  request('request-rated', own.requestRated),
  on(own.ideaUsed, ({ request: id, author, name }) => [
    { kind: 'idea-used', about: { kind: 'request', id }, facts: { name }, people: { author } },
  ]),
  on(importDone, ({ importId, name, sample }) =>
    sample ? [] : [{ kind: 'import-done', about: { kind: 'import', id: importId }, facts: { name } }],
  ),
  on(importFailed, ({ importId, name }) => [{ kind: 'import-failed', about: { kind: 'import', id: importId }, facts: { name } }]),
  on(pairsFound, ({ found }) =>
    found > 0 ? [{ kind: 'duplicates-found', about: { kind: 'pairs', id: null }, facts: { number: found } }] : [],
  ),
  on(triggerFired, ({ name }, subject) =>
    subject && isAbout(subject.kind) ? [{ kind: 'trigger-fired', about: { kind: subject.kind, id: subject.id }, facts: { name } }] : [],
  ),
  on(webhookStopped, ({ webhook, name }) => [{ kind: 'webhook-stopped', about: { kind: 'webhook', id: webhook }, facts: { name } }]),
  on(own.channelStopped, ({ channel, name }) => [{ kind: 'channel-stopped', about: { kind: 'channel', id: channel }, facts: { name } }]),
]
