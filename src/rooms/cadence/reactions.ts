import type { Heard, Reaction } from '#platform/reactions/reaction'
import { clocksStruck } from '#rooms/leads/events'
import { tellManagers } from './actions/failed-hand-overs.ts'
import { tellOf } from './actions/notices-tell.ts'
import { noticeRules } from './reactions/notice-rules.ts'

/** Managers who want it are told of hand-overs that failed. */
export const failedHandOversTold: Reaction = { name: 'failed-hand-overs-told', hears: [clocksStruck.kind], react: tellManagers }

const toldIn = (event: Heard) =>
  noticeRules.filter((rule) => rule.event === event.kind).flatMap(({ read }) => read(event.payload, event.subject))

/** Tells people, by the rules of notices, and channels. Hand-overs are seen by the leads that an event wrote, whoever told it. */
export const noticesTold: Reaction = {
  name: 'notices-told',
  hears: [...new Set(noticeRules.map(({ event }) => event))],
  follows: ['lead'],
  react: (ctx, event) => tellOf(ctx, [event], toldIn),
  reactTogether: (ctx, events) => tellOf(ctx, events, toldIn),
}
