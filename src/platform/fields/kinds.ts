import { customValue } from '#kernel/custom-field'
import type { InputOf } from '#kernel/endpoint'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { ReadCtx } from '../action/context.ts'
import type { tryKind } from './contract.ts'
import type { Lent, Writing } from './lent.ts'
import { bestReading, writingsOf } from './rules.ts'
import { valuesOfField } from './store.ts'

type Asked = InputOf<typeof tryKind>
const mostOptions = 500
const shownLeft = 100
const shownExamples = 10

/** What a kind makes of all values of a field: how each different one would be kept, and how many records have it. */
export async function readAs({ tx }: Pick<ReadCtx, 'tx'>, lent: Lent, asked: Asked) {
  const { object, key, kind } = asked
  const values = await valuesOfField(tx, object, key)
  const texts = values.map(({ value }) => value)
  const options = kind === 'choice' ? (asked.options ?? optionsIn(texts)) : null
  const field = { kind, options, currency: asked.currency }
  const readings = await Promise.all(
    writingsOf(kind, asked).map(async (writing) => ({ writing, read: await reads(lent, field, texts, writing) })),
  )
  const { best, ambiguous } = bestReading(values, readings)
  const each = values.map((one, place) => ({ ...one, kept: best.read[place] ?? null }))
  return { each, options, ambiguous, ...best.writing }
}

async function reads(
  lent: Lent,
  field: Parameters<Lent['read']>[0],
  texts: readonly string[],
  writing: Writing,
): Promise<(string | null)[]> {
  if (field.kind === 'text') return [...texts]
  const found = await lent.read(field, texts, writing)
  return found.map((value) => (value === null || customValue(field.kind, value) === null ? null : value))
}

/** All values that are there, as options; in the order of how often they come. */
function optionsIn(texts: readonly string[]): string[] {
  const options = [...new Map(texts.toReversed().map((text) => [text.trim().toLowerCase(), text.trim()])).values()].toReversed()
  const usable = options.filter((option) => option !== '' && option.length <= 200)
  if (usable.length > mostOptions)
    throw new Problem(
      'invalid-input',
      t('This field has {{n}} different values; a choice has at most {{most}}. Name the options that are to count, or keep another kind.', {
        n: usable.length,
        most: mostOptions,
      }),
    )
  if (usable.length === 0) throw new Problem('invalid-input', t('This field has no values yet. Name the options of the choice.'))
  return usable
}

/** That, as a preview tells it. */
export function previewOf({ each, ...how }: Awaited<ReturnType<typeof readAs>>) {
  const sum = (some: typeof each) => some.reduce((all, { records }) => all + records, 0)
  const unread = each.filter(({ kept }) => kept === null)
  const rewritten = each.filter(({ value, kept }) => kept !== null && kept !== value)
  return {
    filled: sum(each),
    reads: sum(each) - sum(unread),
    rewritten: sum(rewritten),
    unread: sum(unread),
    examples: rewritten.slice(0, shownExamples).map(({ value, kept }) => ({ before: value, after: kept ?? '' })),
    left: unread.slice(0, shownLeft).map(({ value, records, record }) => ({ value, records, record })),
    ...how,
  }
}
