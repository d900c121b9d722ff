/** Who a notice may be for: one person by what the event names, or all of a role. */
export const audiences = [
  'owner',
  'marketer',
  'manager',
  'asker',
  'promiser',
  'author',
  'doer',
  'running',
  'sales',
  'marketing',
  'everybody',
] as const
export type Audience = (typeof audiences)[number]

export const ways = ['app', 'mail', 'digest', 'none'] as const
/** How somebody is told: in the app; there and by mail; in the digest; not at all. */
export type Way = (typeof ways)[number]

export const topics = ['leads', 'contract', 'requests', 'data'] as const
export type Topic = (typeof topics)[number]

interface NoticeKindSaid {
  readonly topic: Topic
  /** How it is told to who chose nothing: what asks for an answer goes by mail, what comes often does not. */
  readonly usual: Way
  readonly to: readonly Audience[]
  /** Whoever did it is told as well, as the work ended long after they began it. */
  readonly alsoDoer?: true
}

/** Every kind of notice, with who is told and how. The sentences stand in `rules/notice-words`. */
export const noticeKinds = {
  'lead-handed': { topic: 'leads', usual: 'mail', to: ['owner'] },
  'lead-warned': { topic: 'leads', usual: 'app', to: ['owner'] },
  'lead-breached': { topic: 'leads', usual: 'app', to: ['owner', 'manager'] },
  'lead-failed': { topic: 'leads', usual: 'app', to: ['owner', 'manager'] },
  'lead-returned': { topic: 'leads', usual: 'app', to: ['marketer'] },
  'lead-rejected': { topic: 'leads', usual: 'app', to: ['marketer'] },
  'lead-converted': { topic: 'leads', usual: 'digest', to: ['marketer'] },
  'contract-proposed': { topic: 'contract', usual: 'mail', to: ['running', 'sales', 'marketing'] },
  'contract-signed': { topic: 'contract', usual: 'app', to: ['running'] },
  'contract-withdrawn': { topic: 'contract', usual: 'app', to: ['running', 'sales', 'marketing'] },
  'contract-to-read': { topic: 'contract', usual: 'mail', to: ['running', 'sales', 'marketing'] },
  'routing-published': { topic: 'contract', usual: 'app', to: ['running', 'sales'] },
  'request-asked': { topic: 'requests', usual: 'app', to: [] },
  'request-promised': { topic: 'requests', usual: 'app', to: ['asker'] },
  'request-delivered': { topic: 'requests', usual: 'mail', to: ['asker'] },
  'request-declined': { topic: 'requests', usual: 'app', to: ['asker'] },
  'request-withdrawn': { topic: 'requests', usual: 'app', to: ['promiser'] },
  'request-talked': { topic: 'requests', usual: 'app', to: ['asker', 'promiser'] },
  'request-due': { topic: 'requests', usual: 'app', to: ['promiser'] },
  'request-late': { topic: 'requests', usual: 'mail', to: ['promiser', 'asker'] },
  'request-rated': { topic: 'requests', usual: 'app', to: ['promiser'] },
  'idea-used': { topic: 'requests', usual: 'app', to: ['author'] },
  'import-done': { topic: 'data', usual: 'app', to: ['doer', 'running'], alsoDoer: true },
  'import-failed': { topic: 'data', usual: 'mail', to: ['doer', 'running'], alsoDoer: true },
  'duplicates-found': { topic: 'data', usual: 'digest', to: ['running'] },
  'trigger-fired': { topic: 'data', usual: 'digest', to: ['owner'] },
  'webhook-stopped': { topic: 'data', usual: 'mail', to: ['running'] },
  'channel-stopped': { topic: 'data', usual: 'mail', to: ['running'] },
} as const satisfies Record<string, NoticeKindSaid>

export type NoticeKind = keyof typeof noticeKinds
export const noticeKindNames = Object.keys(noticeKinds) as [NoticeKind, ...NoticeKind[]]

export const kindSaid = (kind: NoticeKind): NoticeKindSaid => noticeKinds[kind]

/** What a notice is about, and where that opens. */
export const aboutKinds = [
  'lead',
  'deal',
  'account',
  'person',
  'campaign',
  'request',
  'contract',
  'routing',
  'import',
  'pairs',
  'trigger',
  'webhook',
  'channel',
  'leads',
  'late-leads',
] as const
export type NoticeAbout = (typeof aboutKinds)[number]
