import type { Audience, NoticeAbout, NoticeKind } from './notice-kinds.ts'
import type { NoticeFacts } from './notices.ts'

/** One thing of an event that somebody is to hear of. */
export interface ToTell {
  readonly kind: NoticeKind
  readonly about: { readonly kind: NoticeAbout; readonly id: string | null }
  readonly facts: NoticeFacts
  /** Members whom the event names. */
  readonly people?: Partial<Readonly<Record<Audience, string | null>>>
  /** The team that must answer. */
  readonly side?: 'sales' | 'marketing'
}

/** What is known of the people around a record: names of members, null where there is none. */
export interface Around {
  readonly owner: string | null
  /** Who leads the owner's team. */
  readonly manager: string | null
  /** Whose campaign brought it. */
  readonly marketer: string | null
  readonly asker: string | null
  readonly promiser: string | null
  readonly author: string | null
}
