import { found, Problem } from '#kernel/problem'
import { readRule } from '#kernel/rule'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import { action, errand, question } from '../action/action.ts'
import type { OutsideCtx } from '../action/context.ts'
import { schedule, unschedule } from '../due/due.ts'
import type { Route } from '../http/routes.ts'
import { newId } from '../ids.ts'
import { holdingsOf } from '../privacy/holdings.ts'
import type { Tx } from '../store/database.ts'
import { ident, infoOf } from '../store/kept.ts'
import * as contract from './contract.ts'
import { holdEnded, recordHeld, retentionChanged, rulesTold } from './events.ts'
import type { Lent } from './lent.ts'
import { countOf, type Ground, page, rules } from './rules.ts'
import { dayMs } from './run.ts'
import { holdsOf, lastRun, nextRun, retentionWork, rulesOf } from './store.ts'
import { retentionHolds, retentionRules } from './tables.ts'

const shownRows = 20

/** How long what is kept, the dry run, and holds. */
export function retentionRoutes(lent: Lent): readonly Route[] {
  const { list } = lent.people.source
  const holdings = (ctx: Pick<OutsideCtx, 'services'>) => holdingsOf(ctx.services.keptTables.values(), list.kind)
  const groundOf = (ctx: OutsideCtx, asked: contract.RetentionRules): Ground => ({
    lent,
    holdings: holdings(ctx),
    workspaceId: ctx.workspace.id,
    rules: asked,
    asOf: ctx.now,
  })
  /** Reads where the records of a rule lie, as one moment sees them. */
  const reading = <T>(ctx: OutsideCtx, name: contract.RuleName, work: (tx: Tx) => Promise<T>) =>
    rules[name].where === 'directory'
      ? ctx.services.database.inPublic(work, { readOnly: true, snapshot: true })
      : ctx.services.database.inWorkspace(ctx.workspace, work, { readOnly: true, snapshot: true, statementMs: 100_000 })
  return [
    question(contract.readRetention, async ({ tx }) => {
      const next = await nextRun(tx)
      return {
        rules: (await rulesOf(tx)).rules,
        nextRun: next?.at ?? null,
        running: next?.running ?? false,
        lastRun: await lastRun(tx),
        holds: (await holdsOf(tx)).map(asHold),
      }
    }),
    action(contract.setRetention, async (ctx, wanted) => {
      if (wanted.people) readRule(list, wanted.people.filter)
      const { id } = await rulesOf(ctx.tx)
      if (id === null) await ctx.ledger.insert(retentionRules, [{ id: newId<'retention_rule'>(ctx.now), rules: wanted }])
      else await ctx.ledger.update(retentionRules, [{ id, rules: wanted }])
      const said = rulesTold(wanted)
      ctx.tell(retentionChanged, { rules: said })
      const subjectId = ctx.workspace.id
      const dueAt = later(ctx.now, dayMs)
      // A run that is under way ends here: its next step would be by other rules.
      if (said.length === 0) await unschedule(ctx.tx, retentionWork, subjectId)
      else await schedule(ctx.tx, ctx.now, { kind: retentionWork, subjectId, payload: {}, dueAt })
      return { rules: wanted, nextRun: said.length === 0 ? null : dueAt }
    }),
    errand(contract.tryRetention, async (ctx, asked) => {
      const ground = groundOf(ctx, asked)
      const answered = []
      for (const name of contract.ruleNames) {
        const rule = rules[name]
        const before = rule.before(ground)
        if (before === null) continue
        answered.push(
          await reading(ctx, name, async (tx) => {
            const due = await rule.due(tx, ground, before)
            return { rule: name, before, count: await countOf(tx, due), rows: await page(tx, due, null, shownRows) }
          }),
        )
      }
      return { asOf: ctx.now, rules: answered, kept: keptOf(ground) }
    }),
    errand(contract.tryRows, async (ctx, { rules: asked, rule: name, after, limit }) => {
      const ground = groundOf(ctx, asked)
      const before = rules[name].before(ground)
      if (before === null) return { rows: [], after: null }
      const rows = await reading(ctx, name, async (tx) => page(tx, await rules[name].due(tx, ground, before), after, limit))
      return { rows, after: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
    }),
    action(contract.runRetention, async (ctx) => {
      if (rulesTold((await rulesOf(ctx.tx)).rules).length === 0)
        throw new Problem('conflict', t('Everything is kept for ever: there is no rule to run. Save one first.'))
      if ((await nextRun(ctx.tx))?.running) throw new Problem('conflict', t('A run is under way. Wait until it is done.'))
      await schedule(ctx.tx, ctx.now, { kind: retentionWork, subjectId: ctx.workspace.id, payload: {} })
      ctx.services.nudge()
      return {}
    }),
    action(contract.holdRecord, async (ctx, { kind, recordId, reason }) => {
      const [there] = await ctx.tx.query(`SELECT 1 FROM ${ident(kind)} WHERE id = $1::uuid`, [recordId])
      found(there, kind === 'person' ? t('This person') : t('This import'))
      const holds = await holdsOf(ctx.tx)
      if (holds.some((one) => one.recordId === recordId)) throw new Problem('conflict', t('This record is held already.'))
      const row = { id: newId<'retention_hold'>(ctx.now), kind, recordId, reason, byName: ctx.actor.name, at: ctx.now }
      await ctx.ledger.insert(retentionHolds, [row])
      ctx.tell(recordHeld, { kind }, { kind, id: recordId })
      return { hold: asHold(row) }
    }),
    action(contract.endHold, async (ctx, { holdId }) => {
      const hold = found(
        (await holdsOf(ctx.tx)).find((one) => one.id === holdId),
        t('This hold'),
      )
      await ctx.ledger.remove(retentionHolds, [hold.id])
      ctx.tell(holdEnded, { kind: hold.kind }, { kind: hold.kind, id: hold.recordId })
      return {}
    }),
  ]
}

const asHold = ({ byName, ...hold }: Omit<typeof retentionHolds.table.$inferSelect, 'touchedBy'>) => ({
  id: hold.id,
  kind: hold.kind,
  recordId: hold.recordId,
  reason: hold.reason,
  by: byName,
  at: hold.at,
})

/** What stays of people and texts: all columns that are not personal. */
function keptOf({ holdings, lent, rules: { people, textsAfterMonths } }: Ground) {
  // The id of the CRM goes with a person, as it tells who they are.
  const goes = (table: string, key: string) => key === 'touchedBy' || (key === 'externalId' && table === lent.people.source.list.kind)
  const bonds = [...(people ? ['belongs', 'tells', 'names'] : []), ...(textsAfterMonths === null ? [] : ['tells'])]
  return holdings
    .filter(({ bond, kept }) => bonds.includes(bond) && kept.nature === 'record')
    .map(({ kept, table, personal }) => ({
      table,
      columns: infoOf(kept)
        .columns.filter((column) => !personal.includes(column) && !goes(table, column.key))
        .map(({ name }) => name),
    }))
}
