import type { ResultOf } from '#kernel/endpoint'
import type { RuleName, tryRetention } from '#platform/retention/contract'
import { day, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import classes from './retention.module.css'

export const ruleNames: Readonly<Record<RuleName, string>> = {
  people: t('People'),
  texts: t('Notes and texts of activities'),
  files: t('Imported files'),
  undo: t('Changes with former personal values'),
  mails: t('Mails of the outbox'),
  audit: t('Entries of the audit log'),
}

/** Kinds of record that have a page. */
const pages: Readonly<Partial<Record<RuleName, (id: string) => string>>> = {
  people: (id) => `/people/${id}`,
  files: (id) => `/import/${id}`,
}

/** What a run would clear now: how much by each rule, the first records of each, and what stays of them. */
export function DryRun({ found: { rules, kept } }: { found: ResultOf<typeof tryRetention> }) {
  if (rules.length === 0) return <Notice tone="good" live title={t('Everything is kept: no rule is set.')} />
  return (
    <Panel
      id="dry-run"
      title={t('What would go')}
      hint={t('Nothing was written. A run clears exactly these, as far as they are still due then.')}
    >
      {rules.map(({ rule, before, count, rows }) => (
        <section key={rule} className={classes.part}>
          <h3>{t('{{rule}}: {{count}}', { rule: ruleNames[rule], count: tn(count, '{{n}} record', '{{n}} records') })}</h3>
          <p>{t('With nothing dated {{day}} or later', { day: day(before) })}</p>
          <ul>
            {rows.map(({ id, what, at }) => {
              const page = pages[rule]
              return (
                <li key={id}>
                  {page ? <AppLink href={page(id)}>{what}</AppLink> : said(what.replaceAll('_', ' '))}
                  {` · ${day(at)}`}
                </li>
              )
            })}
            {count > rows.length && <li>{tn(count - rows.length, 'and {{n}} more', 'and {{n}} more')}</li>}
          </ul>
        </section>
      ))}
      {kept.length > 0 && rules.some(({ count }) => count > 0) && (
        <section className={classes.part}>
          <h3>{t('What stays of them, for the numbers')}</h3>
          <ul>
            {kept.map(({ table, columns }) => (
              <li
                key={table}
              >{`${said(table.replaceAll('_', ' '))}: ${columns.map((one) => said(one.replaceAll('_', ' '))).join(', ')}`}</li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  )
}
