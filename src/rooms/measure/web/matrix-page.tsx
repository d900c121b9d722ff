import { Button } from '@mantine/core'
import { IconArrowsLeftRight } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { useAsk } from '#web/client/queries'
import { count, inUnit, moneyShort, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Loading } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { type Answer, type Dimension, type Matrix, readMatrix } from '../contract.ts'
import { FilterBar } from './filter-bar.tsx'
import { type Asked, DimensionChoice, MetricChoice, useAsked, useDimensions, useFilteredOut, useSubject } from './picture-controls.tsx'
import styles from './pictures.module.css'
import { recordsHref, type ScopeParams } from './slice.ts'
import { fieldText, valueText } from './words.ts'

const path = '/matrix'

/** One number for each pair of values of two fields, such as product and channel, with margins that agree. */
export default function MatrixPage() {
  const asked = useAsked(path)
  const metric = asked.search.metric ?? 'won_amount'
  const subject = useSubject(metric)
  const all = useDimensions(subject)
  return (
    <Page
      title={t('Matrix')}
      width="wide"
      lead={t('One number by two fields at once. The deeper the colour, the larger the value; the margins count the same rows.')}
    >
      {all === undefined ? <Loading what={t('the fields')} /> : <Choices asked={asked} metric={metric} subject={subject} all={all} />}
    </Page>
  )
}

interface ChoicesProps {
  asked: Asked
  metric: string
  subject: 'deal' | 'lead'
  all: readonly Dimension[]
}

function Choices({ asked, metric, subject, all }: ChoicesProps) {
  const [rows, columns] = chosenOf(all, asked.search)
  return (
    <>
      <section className={`${styles.controls} screen-only`} aria-label={t('What to show')}>
        <MetricChoice value={metric} onChange={(name) => asked.choose({ metric: name, rows: undefined, columns: undefined })} />
        {rows && columns && (
          <>
            <DimensionChoice
              label={t('Rows')}
              all={all}
              value={rows.key}
              onChange={(key) => asked.choose(moved('rows', key, rows, columns))}
            />
            <Button
              variant="default"
              leftSection={<IconArrowsLeftRight size={16} aria-hidden="true" />}
              onClick={() => asked.choose({ rows: columns.key, columns: rows.key })}
            >
              {t('Turn')}
            </Button>
            <DimensionChoice
              label={t('Columns')}
              all={all}
              value={columns.key}
              onChange={(key) => asked.choose(moved('columns', key, rows, columns))}
            />
          </>
        )}
      </section>
      {rows && columns ? (
        <Shown asked={asked} metric={metric} subject={subject} rows={rows.key} columns={columns.key} />
      ) : (
        <>
          <FilterBar path={path} pending={false} subject={subject} />
          <Empty title={t('Not enough fields')}>
            {t('A matrix needs two fields with a handful of values, such as product and channel. The data has fewer.')}
          </Empty>
        </>
      )}
    </>
  )
}

/** The two fields that are asked for; else product and channel, else the two that read best. */
function chosenOf(all: readonly Dimension[], search: Asked['search']): [Dimension | undefined, Dimension | undefined] {
  const named = (key: string | undefined) => all.find((one) => one.key === key)
  const like = (words: RegExp) => all.find((one) => words.test(`${one.key} ${one.label}`.toLowerCase()) && one.values >= 2)
  const readable = all.filter((one) => one.values >= 2 && one.values <= 12)
  const rows = named(search.rows) ?? like(/product|solution/) ?? readable[0]
  const other = (one: Dimension | undefined) => (one && one.key !== rows?.key ? one : undefined)
  const columns =
    other(named(search.columns)) ?? other(like(/channel|source|region|territory/)) ?? readable.find((one) => one.key !== rows?.key)
  return [rows, columns]
}

/** The same field cannot be on both sides: then the sides change places. */
function moved(side: 'rows' | 'columns', key: string | undefined, rows: Dimension, columns: Dimension) {
  if (side === 'rows') return { rows: key, columns: key === columns.key ? rows.key : columns.key }
  return { columns: key, rows: key === rows.key ? columns.key : rows.key }
}

interface ShownProps {
  asked: Asked
  metric: string
  subject: 'deal' | 'lead'
  rows: string
  columns: string
}

function Shown({ asked, metric, subject, rows, columns }: ShownProps) {
  const matrix = useAsk(readMatrix, { name: metric, rows, columns, ...asked.look }, { keepPrevious: true })
  const filteredOut = useFilteredOut(subject, asked.scope)
  return (
    <>
      <FilterBar path={path} pending={matrix.isPlaceholderData} subject={subject} />
      <Answered query={matrix} what={t('this matrix')} lines={8}>
        {(found) => (
          <Panel
            id="matrix"
            title={t('{{number}} by {{rows}} and {{columns}}', sidesOf(found))}
            hint={said(found.total.definition)}
            actions={<Scale matrix={found} />}
          >
            {found.cells.every(({ answer }) => answer.n === 0) ? (
              <Empty title={t('Nothing counts here')}>{filteredOut ?? t('The data, or the filters, leave no record of this kind.')}</Empty>
            ) : (
              <HeatTable matrix={found} scope={asked.scope} />
            )}
          </Panel>
        )}
      </Answered>
    </>
  )
}

/** What a matrix is of, and by what. */
function sidesOf({ total, rows, columns }: Matrix): { number: string; rows: string; columns: string } {
  const name = (side: Matrix['rows']) => fieldText(side.dimension, side.label)
  return { number: said(total.title), rows: name(rows), columns: name(columns) }
}

function valuesOf({ cells }: Matrix): number[] {
  return cells.flatMap(({ answer }) => (answer.enough && answer.value !== null ? [answer.value] : []))
}

function Scale({ matrix }: { matrix: Matrix }) {
  const values = valuesOf(matrix)
  if (values.length === 0) return null
  const { unit, currency } = matrix.total
  return (
    <span className={styles.scale}>
      {shortOf(Math.min(0, ...values), unit, currency)}
      <span className={styles.ramp} aria-hidden="true" />
      {shortOf(Math.max(...values), unit, currency)}
    </span>
  )
}

function shortOf(value: number, unit: Answer['unit'], currency: string | null): string {
  return unit === 'money' ? moneyShort(value, currency) : inUnit(value, unit, currency)
}

/** A table, not a drawing: every cell can be read, reached by keyboard and opened, and it prints. */
function HeatTable({ matrix, scope }: { matrix: Matrix; scope: ScopeParams }) {
  const { rows, columns, rowTotals, columnTotals, total } = matrix
  const most = Math.max(1e-9, ...valuesOf(matrix))
  const sides = sidesOf(matrix)
  const inRow = (value: string | null) => valueText(rows.dimension, value)
  const inColumn = (value: string | null) => valueText(columns.dimension, value)
  const at = new Map(matrix.cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell.answer]))
  const href = (own: Readonly<Record<string, string | null>>) => recordsHref(matrix.name, own, scope)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable with the keyboard
    <section className={styles.matrix} aria-label={t('{{number}}, as a table', { number: sides.number })} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{t('{{number}} by {{rows}} and {{columns}}; each number opens its records', sides)}</caption>
        <thead>
          <tr>
            <th scope="col">{sides.rows}</th>
            {columns.values.map((value) => (
              <th key={inColumn(value)} scope="col">
                {inColumn(value)}
              </th>
            ))}
            <th scope="col">{t('All')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.values.map((row) => (
            <tr key={inRow(row)}>
              <th scope="row">{inRow(row)}</th>
              {columns.values.map((column) => (
                <HeatCell
                  key={inColumn(column)}
                  answer={at.get(JSON.stringify([row, column]))}
                  of={most}
                  href={href({ [rows.dimension]: row, [columns.dimension]: column })}
                />
              ))}
              <HeatCell margin answer={rowTotals.find(({ value }) => value === row)?.answer} href={href({ [rows.dimension]: row })} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('All')}</th>
            {columns.values.map((column) => (
              <HeatCell
                key={inColumn(column)}
                margin
                answer={columnTotals.find(({ value }) => value === column)?.answer}
                href={href({ [columns.dimension]: column })}
              />
            ))}
            <HeatCell margin answer={total} href={href({})} />
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

interface HeatCellProps {
  answer: Answer | undefined
  /** The value of the deepest colour. */
  of?: number
  href: string
  margin?: boolean
}

function HeatCell({ answer, of = 1, href, margin = false }: HeatCellProps) {
  if (!answer || answer.n === 0) return <td data-margin={margin || undefined}>{unknown}</td>
  const known = answer.enough && answer.value !== null
  const heat = known && !margin ? Math.max(0, (answer.value ?? 0) / of) : 0
  return (
    <td data-margin={margin || undefined} data-few={!known || undefined} style={{ '--heat': heat } as CSSProperties}>
      <AppLink href={href}>{known ? shortOf(answer.value ?? 0, answer.unit, answer.currency) : t('too few')}</AppLink>
      {answer.unit !== 'count' && <small>{t('of {{n}}', { n: count(answer.n) })}</small>}
    </td>
  )
}
