import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { columnOf } from '#kernel/list'
import type { ListEndpoints } from '#kernel/list-endpoints'
import { saidAgain } from '#kernel/said-again'
import { type Action, action, errand, question } from '../action/action.ts'
import type { OutsideCtx, ReadCtx } from '../action/context.ts'
import { withAmong } from './among.ts'
import { inLanguage } from './cell-words.ts'
import type { Asked } from './compile.ts'
import { csvHead, csvRow } from './csv.ts'
import { type Place, placeText, readPlace } from './place.ts'
import { askedOf, countRows, customFieldsOf, readPage, valuesOf } from './read.ts'
import { settledSource, sourceSeen } from './settled.ts'
import type { ListSource } from './source.ts'
import { removeView, saveView, viewsOf } from './views.ts'

/** What every list can do, from its declaration and its source. */
export function listActions(endpoints: ListEndpoints, declared: ListSource): readonly Action[] {
  const seenBy = (ctx: Pick<ReadCtx, 'tx' | 'actor'>) => sourceSeen(ctx, declared)
  return [
    question(endpoints.rows, async (ctx, { cursor, limit, ...said }) => {
      const source = await seenBy(ctx)
      const asked = await withAmong(ctx, source, askedOf(source.list, said, ctx.now))
      const place = cursor === undefined ? null : readPlace(asked.sort, cursor)
      const { rows, next } = await readPage(ctx.tx, source, asked, { place, limit })
      return { rows: rows.map((row) => inLanguage(source.list, row)), cursor: next === null ? null : placeText(asked.sort, next) }
    }),
    question(endpoints.count, async (ctx, said) => {
      const source = await seenBy(ctx)
      return { count: await countRows(ctx.tx, source, await withAmong(ctx, source, askedOf(source.list, said, ctx.now))) }
    }),
    question(endpoints.columns, async (ctx) => {
      const source = await seenBy(ctx)
      const custom = await customFieldsOf(ctx.tx, source)
      return {
        columns: [
          ...source.list.columns.map(({ key, label, type }) => ({ key, label, type })),
          ...custom.map(({ key, label, type, options, currency, away }) => ({
            ...{ key, label, type, ...(options ? { options: options.map(({ value }) => value) } : {}) },
            ...{ ...(currency ? { currency } : {}), ...(away ? { hidden: true } : {}) },
          })),
        ],
      }
    }),
    question(endpoints.values, async (ctx, { column, search }) => {
      const source = await seenBy(ctx)
      const asked = columnOf(source.list, column)
      const values = await valuesOf(ctx.tx, source, asked, search)
      return { values: asked.again ? values.map((one) => ({ ...one, label: saidAgain(one.label) })) : values }
    }),
    errand(endpoints.download, async (ctx, said) => {
      const source = await ctx.read(seenBy)
      const asked = askedOf(source.list, said, ctx.now)
      return { fileName: `${source.list.many}.csv`, contentType: 'text/csv; charset=utf-8', body: fileOf(ctx, source, asked) }
    }),
    question(endpoints.views, async (ctx) => ({ views: await viewsOf(ctx, (await settledSource(ctx.tx, declared)).list) })),
    action(endpoints.saveView, (ctx, wanted) => seenBy(ctx).then(({ list }) => saveView(ctx, list, wanted))),
    action(endpoints.removeView, async (ctx, { viewId }) => {
      await removeView(ctx, declared.list, viewId)
      return {}
    }),
  ]
}

const rowsAtOnce = 2_000

/** The list as lines of CSV, all as of one moment, as fast as they are taken. */
function fileOf(ctx: OutsideCtx, source: ListSource, asked: Asked): PassThrough {
  const file = new PassThrough()
  const written = ctx.read(
    async ({ tx }) => {
      file.write(csvHead(asked.columns))
      let place: Place | null = null
      do {
        const page = await readPage(tx, source, asked, { place, limit: rowsAtOnce })
        const room = file.write(page.rows.map((row) => csvRow(asked.columns, row)).join(''))
        place = page.next
        if (!room && !file.destroyed) await Promise.race([once(file, 'drain'), once(file, 'close')])
      } while (place !== null && !file.destroyed)
    },
    { snapshot: true, statementMs: 0 },
  )
  written.then(
    () => file.end(),
    (error: unknown) => file.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return file
}
