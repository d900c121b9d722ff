import { rightsOf } from '#kernel/actor'
import { mayUse } from '#kernel/may'
import { sees } from '#kernel/rights'
import { errand } from '../action/action.ts'
import { findIn } from './ask.ts'
import { find } from './contract.ts'
import { recordsFound } from './shown.ts'
import { mayRead, withinOf } from './source.ts'

/** How long a question waits for the file to be up to date. */
const patienceMs = 1_500

/** The search over everything. Kinds and fields that the asker may not read are not looked through, and what is shown is read as they may read it. */
export const finding = errand(find, async (ctx, { search, limit }) => {
  const { services, workspace, actor } = ctx
  const all = services.finder.sources
  const rights = rightsOf(actor)
  const sources = all.filter((source) => sees(rights, source.kind) && mayUse(source.endpoint, actor).ok)
  const within = sources.map((source) => withinOf(source, all, rights))
  const asked = search.replaceAll('\u0000', ' ')
  const answer = await services.finder.ask(services, workspace, patienceMs, (duck) => findIn(duck, asked, within, limit))
  if (answer === null) return { ready: false, instead: false, groups: [] }
  const groups = await ctx.read(async ({ tx }) => {
    const shown = []
    for (const { kind, ids, total } of answer.found) {
      const source = sources.find((one) => one.kind === kind)
      const hits = source ? await recordsFound(tx, source, (told) => mayRead(rights, told), ids) : []
      if (hits.length > 0) shown.push({ kind, total, hits })
    }
    return shown
  })
  return { ready: true, instead: answer.instead, groups }
})
