import { createHash } from 'node:crypto'
import { roleOf } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { inEnglish } from '#platform/language'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract.ts'
import { wordChanged, wordsConfirmed } from '../events/glossary.ts'
import * as rules from '../rules/glossary.ts'
import { firstWords } from '../rules/glossary-first.ts'
import { signsFor } from '../rules/life.ts'
import { isWhole } from '../rules/process.ts'
import * as store from '../store/glossary.ts'
import { wordConfirmations, wordVersions } from '../tables/glossary.ts'

const userIdOf = ({ actor }: Pick<ReadCtx, 'actor'>) => (actor.kind === 'user' ? actor.id : null)

const sealOf = (wording: contract.Wording) => createHash('sha256').update(rules.wordingText(wording)).digest('hex').slice(0, 32)

/** The seal of each word. A word of the product is one wording in all languages: it is sealed in English, whoever reads it. */
function sealsOf(written: readonly store.WordRow[]): Map<string, string> {
  return new Map(inEnglish(() => rules.wordsThatHold(firstWords(), written)).map(({ key, wording }) => [key, sealOf(wording)]))
}

export const readWords = question(contract.readWords, async (ctx) => {
  const written = await store.wordVersionsKept(ctx.tx)
  const given = await store.confirmationsKept(ctx.tx)
  const seals = sealsOf(written)
  const words = rules.wordsThatHold(firstWords(), written).map(({ key, origin, wording, ours, written: own }) => {
    const seal = seals.get(key) ?? ''
    const told = own && !own.gone ? { reason: own.reason, by: own.by, at: own.at } : { reason: null, by: null, at: null }
    return { key, origin, ...wording, ours, version: own?.number ?? 0, ...told, seal, confirmed: rules.confirmedBy(given, { key, seal }) }
  })
  const role = roleOf(ctx.actor)
  return {
    words: words.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' })),
    mine: { writes: signsFor(role).length > 0, confirms: userIdOf(ctx) === null ? [] : signsFor(role) },
  }
})

export const readWord = question(contract.readWord, async ({ tx }, { key }) => {
  const versions = (await store.wordVersionsKept(tx)).filter((row) => row.key === key)
  if (versions.length === 0)
    found(
      firstWords().find((one) => one.key === key),
      t('This word'),
    )
  return { versions: versions.map(({ id: _, key: __, touchedBy: ___, ...row }) => row).toReversed() }
})

/** An empty field says nothing, as one that is not there. */
const orNull = (text: string | null) => (text === '' ? null : text)

export const defineWord = action(contract.defineWord, async (ctx, { key: given, reason, basedOn, ...said }) => {
  const written = await store.wordVersionsKept(ctx.tx, 'change')
  const holding = rules.wordsThatHold(firstWords(), written)
  const taken = new Set([...holding.map(({ key }) => key), ...written.map(({ key }) => key)])
  const key = given ?? rules.keyFor(said.name, taken)
  if (given !== undefined && !taken.has(given)) found(undefined, t('This word'))
  const newest = written.findLast((row) => row.key === key)
  ensure(rules.mayDefine({ key, name: said.name, basedOn }, holding, newest))
  const wording = {
    ...{ name: said.name, meaning: said.meaning, marketing: orNull(said.marketing), sales: orNull(said.sales) },
    ...{ example: orNull(said.example), isNot: orNull(said.isNot) },
  }
  const now = holding.find((one) => one.key === key)
  if (now && rules.wordingText(now.wording) === rules.wordingText(wording))
    throw new Problem('invalid-input', t('Nothing would change about “{{name}}”. Say what should.', { name: said.name }))
  return await write(ctx, { key, number: basedOn + 1, ...wording, gone: false, reason })
})

export const removeWord = action(contract.removeWord, async (ctx, { key, reason, basedOn }) => {
  const written = await store.wordVersionsKept(ctx.tx, 'change')
  const word = found(
    rules.wordsThatHold(firstWords(), written).find((one) => one.key === key),
    t('This word'),
  )
  ensure(rules.mayRemove(word, basedOn))
  return await write(ctx, { key, number: basedOn + 1, ...word.wording, gone: true, reason })
})

async function write(ctx: Ctx, row: Omit<store.WordRow, 'id' | 'by' | 'at' | 'touchedBy'>) {
  const id = newId<'word_version'>(ctx.now)
  await ctx.ledger.insert(wordVersions, [{ id, ...row, by: ctx.actor.name, at: ctx.now }])
  const { key, name, number, gone, reason } = row
  ctx.tell(wordChanged, { key, name, number, gone, reason }, { kind: 'word_version', id })
  return { keys: [key], eventId: ctx.ledger.eventId }
}

export const confirmWords = action(contract.confirmWords, async (ctx, { side, words }) => {
  const written = await store.wordVersionsKept(ctx.tx, 'change')
  const given = await store.confirmationsKept(ctx.tx)
  const holding = new Map(rules.wordsThatHold(firstWords(), written).map((one) => [one.key, one]))
  const seals = sealsOf(written)
  const userId = userIdOf(ctx)
  const chosen = [...new Map(words.map((one) => [one.key, one])).values()]
  for (const { key, seal: sent } of chosen) {
    const { wording } = found(holding.get(key), t('This word'))
    const seal = seals.get(key) ?? ''
    const before = given.filter((one) => one.key === key && one.seal === seal)
    ensure(rules.mayConfirmWord({ name: wording.name, seal, given: before }, { side, seal: sent, role: roleOf(ctx.actor), userId }))
  }
  await ctx.ledger.insert(
    wordConfirmations,
    chosen.map(({ key, seal }) => ({
      ...{ id: newId<'word_confirmation'>(ctx.now), key, seal, side },
      ...{ name: ctx.actor.name, userId: userId ?? '', at: ctx.now },
    })),
  )
  const keys = chosen.map(({ key }) => key)
  ctx.tell(wordsConfirmed, { keys, side })
  return { keys, eventId: ctx.ledger.eventId }
})

export const undoWords = action(contract.undoWords, async (ctx, { eventId }) => {
  await store.wordVersionsKept(ctx.tx, 'change')
  const changed = await toldEvents(ctx.tx, wordChanged.kind, { one: eventId })
  found(changed[0] ?? (await toldEvents(ctx.tx, wordsConfirmed.kind, { one: eventId }))[0], t('This change of a word'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  const left = Map.groupBy(await store.wordVersionsKept(ctx.tx), ({ key }) => key)
  if (conflicts.length > 0 || ![...left.values()].every((rows) => isWhole(rows.map(({ number }) => number))))
    throw new Problem('conflict', t('This word was changed again since. Take the later change back first.'))
  return {}
})
