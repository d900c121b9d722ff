import type { Id } from '#kernel/id'
import { follow } from '#platform/action/action'
import { rowsTouched } from '#platform/ledger/told'
import { infoOf } from '#platform/store/kept'
import * as contract from '../contract.ts'
import { leadsOfResponses } from '../store/queue.ts'
import { leads, responses } from '../tables.ts'

/** Leads that are told by their ids at once; who hears of more asks for all. */
const most = 200
const words = { insert: 'new', update: 'changed', delete: 'gone' } as const

export const followQueue = follow(contract.followQueue, async ({ tx, after, upTo }) => {
  const within = { after, upTo, most: most + 1 }
  const touched = await rowsTouched(tx, infoOf(leads).name, within)
  // Who responds again changes nothing of their lead, but is shown with it.
  const responded = await rowsTouched(tx, infoOf(responses).name, within)
  const told = new Map([...touched].map(([id, op]) => [id as Id<'lead'>, words[op] as (typeof words)[keyof typeof words]]))
  for (const id of await leadsOfResponses(tx, [...responded.keys()])) if (!told.has(id)) told.set(id, 'changed')
  if (told.size === 0) return null
  const more = told.size > most || touched.size > most || responded.size > most
  return { leads: [...told].slice(0, most).map(([id, what]) => ({ id, what })), more }
})
