import { Button, Modal, SegmentedControl, Textarea } from '@mantine/core'
import { IconPlant2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { count, day, decimal, tn, unknown } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { promote, readNurture, readReadiness, undoPromotion } from '../contract.ts'
import { Allowed } from './day-nobody.tsx'
import classes from './nurture.module.css'
import { Readiness } from './nurture-readiness.tsx'

type Found = ResultOf<typeof readNurture>
type Row = Found['rows'][number]
type Resting = 'all' | 'resting' | 'ready'

const most = 200

/** People in the hands of marketing: since when, why, and what they lack to be a lead. */
export default function NurturePage() {
  const [resting, setResting] = useState<Resting>('all')
  const [limit, setLimit] = useState(50)
  const query = useAsk(readNurture, { resting, limit }, { keepPrevious: true })
  return (
    <Page
      title={t('Nurture')}
      width="wide"
      lead={t(
        'People who are not ready for sales yet, or whom sales gave back. Whoever meets the lead contract is handed over by itself once their rest is over.',
      )}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('Whom to show')}
          value={resting}
          data={[
            { value: 'all', label: t('All') },
            { value: 'ready', label: t('Not resting') },
            { value: 'resting', label: t('Resting') },
          ]}
          onChange={(value) => setResting(value === 'ready' || value === 'resting' ? value : 'all')}
        />
      }
    >
      <Allowed error={query.data ? null : query.error}>
        <Answered query={query} what={t('who is nurtured')} lines={8}>
          {(found) => (
            <Pool
              found={found}
              more={
                found.cursor !== null &&
                limit < most && (
                  <Button size="xs" variant="default" mt="sm" loading={query.isPlaceholderData} onClick={() => setLimit(most)}>
                    {t('Show more')}
                  </Button>
                )
              }
            />
          )}
        </Answered>
      </Allowed>
    </Page>
  )
}

/** Handing over by hand, and the way back. */
function usePromotion() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ says: string; person: string; eventId: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const send = useSend(promote, options)
  const undo = useSend(undoPromotion, { ...options, onSuccess: () => setLast(null) })
  return {
    last,
    error: undo.error,
    sendError: send.error,
    busy: send.isPending || undo.isPending,
    forget: () => send.reset(),
    undo: () => last && undo.mutate({ person: last.person as never, eventId: last.eventId as never }),
    promote: ({ person }: Row, reason: string, then: () => void) =>
      send.mutate(
        { person: person.id, reason },
        {
          onSuccess: ({ eventId }) => {
            setLast({ says: t('{{name}} is handed over to sales.', { name: person.name }), person: person.id, eventId })
            then()
          },
        },
      ),
  }
}

type Promotion = ReturnType<typeof usePromotion>

function Pool({ found: { rows, counts }, more }: { found: Found; more: ReactNode }) {
  const promotion = usePromotion()
  const may = useMayCall(promote)
  const [told, setTold] = useState<Row | null>(null)
  return (
    <>
      <LastChange changes={promotion} what={t('take this back')} />
      <dl className={classes.figures}>
        <Figure label={t('In nurture')} n={counts.inPool} />
        <Figure label={t('Resting')} n={counts.resting} />
        <Figure label={t('Handed over in the last 30 days')} n={counts.promoted30} />
      </dl>
      {rows.length === 0 ? (
        <Empty icon={<IconPlant2 />} title={counts.inPool === 0 ? t('Nobody is in nurture') : t('Nobody of this kind')}>
          {t('Whoever responds and is not lead enough yet stands here, and whom sales give back.')}
        </Empty>
      ) : (
        <Panel
          id="pool"
          title={tn(counts.inPool, '{{n}} person in nurture', '{{n}} people in nurture')}
          hint={counts.byWhy.map(({ why, people }) => `${why}: ${count(people)}`).join(' · ')}
        >
          <DataTable
            caption={t('In nurture')}
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'person',
                label: t('Person'),
                head: true,
                cell: ({ person }) => <AppLink href={recordHref('person', person.id)}>{person.name}</AppLink>,
              },
              { key: 'account', label: t('Account'), cell: ({ person }) => person.account ?? unknown },
              { key: 'why', label: t('Why'), cell: ({ why }) => why },
              { key: 'since', label: t('Since'), cell: ({ since }) => <span className={classes.day}>{day(since)}</span> },
              { key: 'rests', label: t('Rests until'), cell: ({ restsUntil }) => restText(restsUntil) },
              { key: 'lacks', label: t('What is missing'), cell: (row) => <Lacks row={row} /> },
              {
                key: 'do',
                label: t('What can be done'),
                quiet: true,
                cell: (row) => (
                  <span className={classes.buttons}>
                    <Button size="compact-xs" variant="default" onClick={() => setTold(row)}>
                      {t('Look closer')}
                      <span className="visually-hidden">: {row.person.name}</span>
                    </Button>
                  </span>
                ),
              },
            ]}
          />
          {more}
        </Panel>
      )}
      {told && (
        <Closer
          row={told}
          promotion={promotion}
          may={may}
          onClose={() => {
            promotion.forget()
            setTold(null)
          }}
        />
      )}
    </>
  )
}

/** A rest that never ends is told as what it is. */
function restText(until: string | null): ReactNode {
  if (until === null) return unknown
  return until.startsWith('9999') ? t('for good') : <span className={classes.day}>{day(until)}</span>
}

const Figure = ({ label, n }: { label: string; n: number }) => (
  <div>
    <dt>{label}</dt>
    <dd>{count(n)}</dd>
  </div>
)

/** What was missing at the last response, in short. */
function Lacks({ row: { score, threshold, missing, exclusion, restsUntil } }: { row: Row }) {
  const lacks = score !== null && threshold !== null && score < threshold ? threshold - score : 0
  const said = [
    ...(exclusion === null ? [] : [t('kept out: {{what}}', { what: exclusion })]),
    ...(lacks > 0 ? [t('{{n}} of {{all}} points', { n: decimal(score ?? 0), all: decimal(threshold ?? 0) })] : []),
    ...(missing.length > 0 ? [tn(missing.length, '{{n}} fact is not known', '{{n}} facts are not known')] : []),
  ]
  if (said.length === 0)
    return score === null ? t('not judged yet') : <Tag tone="good">{restsUntil === null ? t('nothing') : t('nothing but the rest')}</Tag>
  return said.join(' · ')
}

interface CloserProps {
  row: Row
  promotion: Promotion
  may: ReturnType<typeof useMayCall>
  onClose: () => void
}

/** One person: what each criterion gives as of now, and handing over by hand. */
function Closer({ row, promotion, may, onClose }: CloserProps) {
  const query = useAsk(readReadiness, { person: row.person.id }, { staleTime: 0 })
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    promotion.promote(row, reason.trim(), onClose)
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={t('What {{name}} lacks to be a lead', { name: row.person.name })}>
      <Answered query={query} what={t('the criteria')}>
        {(found) => <Readiness found={found} />}
      </Answered>
      <form className={classes.form} onSubmit={submit}>
        {promotion.sendError && <Failed error={promotion.sendError} what={t('hand this person over')} />}
        <Textarea
          label={t('Hand over by hand: why')}
          description={t('Sales read it first. The clocks of the lead contract start at once.')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          disabled={!may.ok}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={classes.ends}>
          <Button variant="default" onClick={onClose}>
            {t('Close')}
          </Button>
          <ReasonButton allowed={may} type="submit" disabled={reason.trim().length < 3} loading={promotion.busy}>
            {t('Hand over to sales')}
          </ReasonButton>
        </div>
      </form>
    </Modal>
  )
}
