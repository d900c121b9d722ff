import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'
import { type RetentionRules, type RuleName, ruleNames, setRules } from './contract.ts'

const ruleShape = z.object({ rule: z.enum(ruleNames), after: z.int() })

export const retentionChanged = eventKind('retention.changed', z.object({ rules: z.array(ruleShape) }), ({ rules }) =>
  rules.length === 0
    ? t('Set that everything is kept for ever')
    : t('Set how long what is kept: {{what}}', { what: rules.map(({ rule, after }) => keptFor(rule, after)).join(', ') }),
)

export const textsCleared = eventKind('retention.texts', z.object({ rows: z.int() }), ({ rows }) =>
  t('Cleared {{rows}} notes and texts that were kept long enough', { rows }),
)

const oneOf = (kind: 'person' | 'import') => (kind === 'person' ? t('a person') : t('the files of an import'))
const heldShape = z.object({ kind: z.enum(['person', 'import']) })

export const recordHeld = eventKind('retention.held', heldShape, ({ kind }) =>
  t('Held {{what}} from all rules of retention', { what: oneOf(kind) }),
)

export const holdEnded = eventKind('retention.released', heldShape, ({ kind }) => t('Ended the hold of {{what}}', { what: oneOf(kind) }))

export const retentionRun = eventKind(
  'retention.run',
  z.object({ asOf: z.string(), counts: z.partialRecord(z.enum(ruleNames), z.int()) }),
  ({ counts }) => {
    const parts = ruleNames.filter((name) => (counts[name] ?? 0) > 0).map((name) => `${counts[name]} ${whatOf(name)}`)
    return parts.length === 0
      ? t('Ran the rules of retention: nothing was due')
      : t('Ran the rules of retention and cleared {{what}}', { what: parts.join(', ') })
  },
)

function whatOf(name: RuleName): string {
  switch (name) {
    case 'people':
      return t('people')
    case 'texts':
      return t('notes and texts')
    case 'files':
      return t('imports with their files')
    case 'undo':
      return t('changes with their former values')
    case 'mails':
      return t('mails')
    case 'audit':
      return t('entries of the audit log')
  }
}

const keptFor = (rule: RuleName, after: number) =>
  rule === 'mails'
    ? t('{{what}} {{n}} days', { what: whatOf(rule), n: after })
    : t('{{what}} {{n}} months', { what: whatOf(rule), n: after })

/** The rules that are set, for the log. */
export const rulesTold = (rules: RetentionRules) => setRules(rules).map(({ rule, after }) => ({ rule, after }))
