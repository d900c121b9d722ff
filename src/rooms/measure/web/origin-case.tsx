import { Button, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useMayCall } from '#web/client/rights'
import { count, day, moment, money, places, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { decideOriginCase, type OriginDecision, type OriginRecord } from '../contract/origin.ts'
import classes from './origin.module.css'
import type { OriginCaseRow, OriginChanges } from './origin-changes.ts'

interface CaseProps {
  one: OriginCaseRow
  currency: string | null
  changes: OriginChanges
}

const signed = (weight: number) => `${weight < 0 ? '−' : '+'}${places(Math.abs(weight), 1)}`
/** Weights that were set by hand carry no tenths of a percent. */
const roughly = (probability: number) => t('{{n}} %', { n: count(Math.round(Math.min(probability, 0.99) * 100)) })
const nameOf = ({ name }: { name: string | null }) => name ?? t('No longer there')
const decisionNames: Readonly<Record<OriginDecision, string>> = {
  marketing: t('Same, origin is marketing’s'),
  stands: t('Same, origin stands'),
  different: t('Not the same'),
}

/** One case: both records, how they came about, what speaks for and against, and what is decided. */
export function OriginCase({ one, currency, changes }: CaseProps) {
  const { first, second, confidence, state, kind } = one
  return (
    <Panel
      id={`case-${one.id}`}
      title={first.name === second.name ? nameOf(first) : t('{{first}} and {{second}}', { first: nameOf(first), second: nameOf(second) })}
      hint={t('{{probability}} likely one; if so, {{entered}} likely entered again: {{confidence}} together.', {
        probability: roughly(one.probability),
        entered: roughly(one.entered),
        confidence: roughly(confidence),
      })}
      actions={<Tag tone={state === 'open' ? 'plain' : 'good'}>{state === 'open' ? roughly(confidence) : decisionNames[state]}</Tag>}
    >
      <div className={classes.sides}>
        <Side title={t('Won first, by marketing')} record={first} kind={kind} />
        <Side title={t('Entered later')} record={second} kind={kind} />
      </div>
      <div className={classes.sides}>
        <div>
          <h3 className={classes.small}>{t('What speaks for and against')}</h3>
          <Weights label={t('That both are one')} rows={one.links} />
          <Weights label={t('That it was entered again')} rows={one.signs} />
        </div>
        <div>
          <h3 className={classes.small}>{t('Timeline of both')}</h3>
          <Timeline one={one} />
        </div>
      </div>
      <Gained one={one} />
      {one.effects.length > 0 && <Effects one={one} currency={currency} />}
      <Decision one={one} changes={changes} />
    </Panel>
  )
}

const enteredWords: Readonly<Record<OriginRecord['entered'], string>> = {
  hand: t('typed in'),
  import: t('from an import'),
  response: t('by a response'),
  unknown: unknown,
}

function Side({ title, record, kind }: { title: string; record: OriginCaseRow['first']; kind: OriginCaseRow['kind'] }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('Origin'), record.origin ?? unknown],
    [t('Record made'), day(record.madeAt)],
    [t('How'), record.enteredBy ? `${enteredWords[record.entered]} · ${record.enteredBy}` : enteredWords[record.entered]],
    [t('Owner'), record.owner ?? unknown],
  ]
  return (
    <div className={classes.side}>
      <h3 className={classes.small}>{title}</h3>
      {record.name === null ? (
        <span className={classes.name}>{nameOf(record)}</span>
      ) : (
        <AppLink className={classes.name} href={`/${kind === 'person' ? 'people' : 'accounts'}/${record.id}`}>
          {record.name}
        </AppLink>
      )}
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Weights({ label, rows }: { label: string; rows: OriginCaseRow['signs'] }) {
  return (
    <>
      <p className={classes.quiet}>{label}</p>
      <ul className={classes.parts} aria-label={label}>
        {rows.map(({ words, weight }) => (
          <li key={words}>
            <span className={classes.weight}>{signed(weight)}</span> {words}
          </li>
        ))}
      </ul>
    </>
  )
}

/** What happened to both, in the order of time. */
function Timeline({ one: { first, second } }: { one: OriginCaseRow }) {
  const of = (record: OriginCaseRow['first'], entered: string) => [
    { at: record.madeAt as string, says: entered },
    ...record.responses.map(({ at, campaign }) => ({
      at: at as string,
      says: campaign === null ? t('Responded to marketing') : t('Responded to {{campaign}}', { campaign }),
    })),
    ...record.deals.flatMap(({ openedAt, name }) =>
      openedAt === null ? [] : [{ at: openedAt as string, says: t('Deal {{name}} opened', { name }) }],
    ),
  ]
  const seen = new Set<string>()
  const all = [
    ...of(first, t('First record: {{origin}}', { origin: first.origin ?? unknown })),
    ...of(second, t('Second record: {{origin}}', { origin: second.origin ?? unknown })),
  ]
    .filter(({ at, says }) => !seen.has(`${at} ${says}`) && seen.add(`${at} ${says}`))
    .toSorted((a, b) => a.at.localeCompare(b.at))
  return (
    <ol className={classes.parts}>
      {all.slice(0, 12).map(({ at, says }) => (
        <li key={`${at} ${says}`}>
          <span className={classes.when}>{day(at)}</span> {says}
        </li>
      ))}
      {all.length > 12 && <li>{tn(all.length - 12, '{{n}} more', '{{n}} more')}</li>}
    </ol>
  )
}

function Gained({ one: { gained, second } }: { one: OriginCaseRow }) {
  const open = second.deals.filter(({ state }) => state === 'open').length
  const owner = gained.owner ?? t('nobody')
  return (
    <p className={classes.gained}>
      {t('The second record belongs to {{owner}}.', { owner })}{' '}
      {gained.deals.length === 0 ? t('No deal was opened soon after it.') : t('Opened soon after it:')}{' '}
      {gained.deals.map(({ id, name, amount, currency, owner: of }, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <AppLink href={`/deals/${id}`}>{name}</AppLink>
          {amount !== null && ` (${money(amount, currency)}${of ? `, ${of}` : ''})`}
        </span>
      ))}
      {gained.deals.length > 0 && '. '}
      {open > 0 && tn(open, '{{n}} deal is open.', '{{n}} deals are open.')}
    </p>
  )
}

type Effect = OriginCaseRow['effects'][number]

function Effects({ one: { effects }, currency }: Pick<CaseProps, 'one' | 'currency'>) {
  const number = (key: keyof Effect['before'], label: string): Column<Effect> => ({
    key,
    label,
    numeric: true,
    cell: ({ before, after }) => {
      const show = (n: number) => (key === 'won' || key === 'pipeline' ? money(n, currency) : count(n))
      return before[key] === after[key] ? show(after[key]) : `${show(before[key])} → ${show(after[key])}`
    },
  })
  return (
    <div className={classes.effects}>
      <h3 className={classes.small}>{t('Campaign numbers by first touch, before and after')}</h3>
      <DataTable
        dense
        caption={t('Campaign numbers by first touch, before and after')}
        rows={effects}
        rowKey={({ id }) => id}
        columns={[
          { key: 'campaign', label: t('Campaign'), head: true, cell: ({ campaign }) => campaign },
          { key: 'says', label: t('By'), cell: ({ says, by, at }) => `${says} · ${by}, ${moment(at)}` },
          number('deals', t('Deals')),
          number('wins', t('Won deals')),
          number('pipeline', t('Open pipeline')),
          number('won', t('Won money')),
        ]}
      />
    </div>
  )
}

function Decision({ one, changes }: Omit<CaseProps, 'currency'>) {
  const [open, setOpen] = useState<OriginDecision | null>(null)
  const [reason, setReason] = useState('')
  const may = useMayCall(decideOriginCase)
  if (one.state !== 'open')
    return (
      <div className={classes.decision}>
        <p className={classes.reason}>
          {t('{{decision}}: {{reason}}', { decision: decisionNames[one.state], reason: one.reason ?? '' })}{' '}
          <span className={classes.quiet}>
            {one.decidedAt && t('{{name}}, {{when}}', { name: one.decidedBy ?? '', when: moment(one.decidedAt) })}
            {one.corrected > 0 &&
              ` · ${tn(one.corrected, '{{n}} deal names the campaign since. The first entry of its origin stays.', '{{n}} deals name the campaign since. The first entries of their origin stay.')}`}
          </span>
        </p>
        <div className={classes.actions}>
          {one.state !== 'different' && one.first.name !== null && one.second.name !== null && (
            <Button
              size="xs"
              variant="default"
              component={AppLink}
              href={`/merge?${new URLSearchParams({ kind: one.kind, ids: `${one.first.id},${one.second.id}` })}`}
            >
              {t('Merge …')}
            </Button>
          )}
          {one.eventId && may.ok && (
            <Button size="xs" variant="subtle" loading={changes.busy} onClick={() => one.eventId && changes.takeBack(one.eventId)}>
              {t('Take it back')}
            </Button>
          )}
        </div>
      </div>
    )
  if (!may.ok) return <p className={classes.quiet}>{may.why}</p>
  if (open === null)
    return (
      <div className={`${classes.actions} screen-only`}>
        {(['marketing', 'stands', 'different'] as const).map((decision) => (
          <Button key={decision} size="xs" variant="default" onClick={() => setOpen(decision)}>
            {decisionNames[decision]}
          </Button>
        ))}
      </div>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim().length >= 3) changes.decide(one.id, open, reason.trim(), () => setOpen(null))
  }
  return (
    <form className={classes.decision} aria-label={decisionNames[open]} onSubmit={submit}>
      <Textarea
        label={t('Why')}
        description={
          open === 'marketing'
            ? t('Deals that name no campaign name the one that won the customer first. Nothing that stands there is overwritten.')
            : undefined
        }
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button size="xs" type="submit" disabled={reason.trim().length < 3} loading={changes.busy}>
          {decisionNames[open]}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen(null)}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  )
}
