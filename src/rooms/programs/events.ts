import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

const done = {
  made: (name: string) => t('Made the trigger "{{name}}"', { name }),
  changed: (name: string) => t('Changed the trigger "{{name}}"', { name }),
  on: (name: string) => t('Switched the trigger "{{name}}" on', { name }),
  off: (name: string) => t('Switched the trigger "{{name}}" off', { name }),
  removed: (name: string) => t('Removed the trigger "{{name}}"', { name }),
} as const

export const triggerChanged = eventKind(
  'trigger.changed',
  z.object({ trigger: z.string(), name: z.string(), what: z.enum(['made', 'changed', 'on', 'off', 'removed']) }),
  ({ name, what }) => done[what](name),
)

export const triggerFired = eventKind(
  'trigger.fired',
  z.object({ trigger: z.string(), name: z.string(), number: z.int(), firing: z.string() }),
  ({ name, number }) => t('The trigger "{{name}}" fired, by its version {{number}}', { name, number }),
)

/** Told without what it was about: that is the record, and the text stands in the row. */
export const happeningTaken = eventKind('happening.taken', z.object({ kind: z.string(), about: z.string() }), ({ kind }) =>
  t('Another system told: {{kind}}', { kind }),
)

export const happeningKindChanged = eventKind(
  'happening.declared',
  z.object({ kind: z.string(), what: z.enum(['declared', 'withdrawn']) }),
  ({ kind, what }) =>
    what === 'declared'
      ? t('Declared that other systems may tell "{{kind}}"', { kind })
      : t('Withdrew that other systems may tell "{{kind}}"', { kind }),
)

export const campaignGoalSet = eventKind(
  'campaign.goal-set',
  z.object({ campaign: z.string(), name: z.string(), number: z.int(), target: z.number() }),
  ({ name, target }) => t('Set the target of the campaign "{{name}}" to {{target}} %', { name, target: Math.round(target * 1000) / 10 }),
)
