import { customValue } from '#kernel/custom-field'
import { columnOf, customField, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import type { Held } from '#kernel/rule-holds'
import { t } from '#kernel/text'
import { type Instant, isDay } from '#kernel/time'
import { question } from '#platform/action/action'
import { contractInForce } from '../actions.ts'
import { judgePerson as judge } from '../contract.ts'
import { type Evaluation, evaluate, type Facts } from '../rules/evaluate.ts'
import { checkedFor, factList } from './facts.ts'

type Said = Readonly<Record<string, string | number | boolean | null>>

/** Facts as somebody sent them, each as its column is kept. Throws a Problem for what is no fact, or no value of it. */
function factsOf(list: ListDeclaration, said: Said): Facts {
  const known = new Map<string, Held>()
  for (const [key, value] of Object.entries(said)) known.set(key, heldAs(list, key, value))
  for (const { key, type, required } of list.columns) if (required && type === 'number' && !known.has(key)) known.set(key, 0)
  return (key) => known.get(key) ?? null
}

function heldAs(list: ListDeclaration, key: string, value: Said[string]): Held {
  const { type, label } = columnOf(list, key)
  if (value === null) return null
  if (customField(key) !== null) return customValue(type, String(value))
  const text = String(value)
  const fits = {
    number: Number.isFinite(Number(text)),
    money: /^-?\d{1,14}(\.\d{1,4})?$/.test(text),
    flag: typeof value === 'boolean',
    day: isDay(text),
    instant: !Number.isNaN(Date.parse(text)),
  }[type as 'number']
  if (fits === false) throw new Problem('invalid-input', t('"{{value}}" is no value for {{label}}.', { value: text, label }))
  if (type === 'number') return Number(text)
  if (type === 'flag') return value === true
  return type === 'instant' ? new Date(text).toISOString() : text
}

export const judgePerson = question(judge, async (ctx, { facts, at, document: sent }) => {
  const now = (at ?? ctx.now) as Instant
  const inForce = sent === undefined ? await contractInForce(ctx.tx, now) : null
  const document = sent === undefined ? inForce?.document : await checkedFor(ctx, sent)
  if (!document)
    throw new Problem('not-found', t('No lead contract holds at that moment. Propose one and have both sides sign it, or send a document.'))
  const list = await factList(ctx.tx)
  const { result, score, by, missing, exclusion } = evaluate(document, list, factsOf(list, facts), now)
  return {
    version: inForce?.number ?? null,
    result,
    score: score / 100,
    threshold: document.threshold,
    by: by.map(({ key, points, ...one }, place) => ({ ...one, key, name: document.criteria[place]?.name ?? key, points: points / 100 })),
    missing: [...missing],
    exclusion: document.exclusions.find(({ key }) => key === exclusion)?.name ?? null,
  }
})

export type { Evaluation }

/** Who somebody is under a contract; the door for rooms to the right. */
export const evaluated: typeof evaluate = (document, list, facts, now) => evaluate(document, list, facts, now)
