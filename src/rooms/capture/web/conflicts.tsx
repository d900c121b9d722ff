import { count, moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { said, t } from '#web/kit/text'
import type { Undone } from '../shapes.ts'
import classes from './import.module.css'

/** The rows for which an undo stopped, and which it would leave: those that somebody changed, and behind them those that they still need. */
export function Conflicts({ held, title }: { held: Undone; title: string }) {
  const changed = held.conflicts.filter(({ why }) => why !== 'still referred to')
  const also = held.conflicts.filter(({ why }) => why === 'still referred to')
  return (
    <>
      <Notice tone="warn" live title={title}>
        {t('Something changed since. Nothing was touched so far. You can keep all of it, or undo the rest and leave these as they are.')}
      </Notice>
      <ul className={classes.reasons}>
        {changed.map((row) => (
          <li key={row.id}>
            <LeftRow row={row} />
          </li>
        ))}
      </ul>
      {also.length > 0 && <p className={classes.meta}>{t('What these still need stays too: {{list}}.', { list: inShort(also) })}</p>}
      {held.conflictCount > held.conflicts.length && (
        <p className={classes.meta}>{t('And {{n}} more.', { n: count(held.conflictCount - held.conflicts.length) })}</p>
      )}
    </>
  )
}

/** Names where there are some, and of the rest how many of a kind. */
function inShort(rows: Undone['conflicts']): string {
  const names = rows.flatMap(({ name }) => name || [])
  const kinds = Map.groupBy(
    rows.filter(({ name }) => !name),
    ({ what }) => what,
  )
  return [...names, ...[...kinds].map(([what, all]) => `${said(what)} (${count(all.length)})`)].join(', ')
}

const withPage = ['deal', 'account', 'person', 'lead'] as const

/** One of them: which record, why it is left, and who changed it. */
function LeftRow({ row }: { row: Undone['conflicts'][number] }) {
  const kind = withPage.find((each) => each === row.what)
  const name = row.name ?? null
  return (
    <>
      <strong>
        {kind && name !== null ? (
          <AppLink href={recordHref(kind, row.id)} target="_blank">
            {name || t('Without a name')}
          </AppLink>
        ) : (
          said(row.what)
        )}
      </strong>
      {': '}
      {row.by === undefined || row.at === undefined
        ? said(row.why)
        : t('{{why}} by {{name}}, {{when}}', { why: said(row.why), name: row.by, when: moment(row.at) })}
    </>
  )
}
