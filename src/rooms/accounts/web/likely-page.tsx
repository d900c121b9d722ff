import { Button, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { count, tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { findLikelyPairs, type LikelyKind, likelyKinds, listLikelyPairs, sayDifferent, undoDifferent } from '../contract/likely.ts'
import { LikelyBar, type State } from './likely-bar.tsx'
import { LikelyList } from './likely-pair.tsx'

const atOnce = 50
const lookEveryMs = 1_500
/** Who arrives, or is taken apart again, is compared within seconds. */
const elseEveryMs = 5_000

/** What can be done with likely pairs, and the way back from what was done last. */
function useDecisions() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: ResultOf<typeof sayDifferent>['eventId']; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const different = useSend(sayDifferent, {
    ...options,
    onSuccess: ({ eventId, pairs }) =>
      setLast({
        eventId,
        says: tn(
          pairs,
          '{{n}} pair is not the same. It is not proposed again.',
          '{{n}} pairs are not the same. They are not proposed again.',
        ),
      }),
  })
  const undo = useSend(undoDifferent, { ...options, onSuccess: () => setLast(null) })
  const find = useSend(findLikelyPairs, options)
  const all = [different, undo, find]
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    different: (ids: Parameters<typeof different.mutate>[0]['ids']) => {
      setLast(null)
      for (const one of all) one.reset()
      different.mutate({ ids })
    },
    find: () => find.mutate({}),
    undo: () => last && undo.mutate({ eventId: last.eventId }),
  }
}

/** People and accounts that are likely one and the same: why, and what to do about it. */
export default function LikelyPage() {
  const [chosen, setChosen] = useState<LikelyKind | null>(null)
  const [first, setFirst] = useState<LikelyKind>('person')
  const kind = chosen ?? first
  const [state, setState] = useState<State>('open')
  const [shown, setShown] = useState(atOnce)
  const [picked, setPicked] = useState<readonly string[]>([])
  const [running, setRunning] = useState(false)
  const input = { kind, state, limit: Math.min(shown, 200), offset: 0 }
  const query = useAsk(listLikelyPairs, input, { keepPrevious: true, refetchInterval: running ? lookEveryMs : elseEveryMs })
  const decisions = useDecisions()
  const looks = query.data?.running ?? false
  useEffect(() => setRunning(looks), [looks])
  const { counts } = query.data ?? {}
  const onlyAccounts = counts !== undefined && counts.person === 0 && counts.account > 0
  // Until somebody chooses, those are shown of which there are any.
  useEffect(() => {
    if (onlyAccounts) setFirst('account')
  }, [onlyAccounts])
  const show = (what: () => void) => {
    what()
    setShown(atOnce)
    setPicked([])
  }
  return (
    <Page
      title={t('Duplicates')}
      lead={t(
        'Records that are likely one and the same, the likeliest first. What each field says for and against is learned from your own records.',
      )}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('Which records')}
          value={kind}
          data={likelyKinds.map((value) => ({
            value,
            label: `${value === 'person' ? t('People') : t('Accounts')}${query.data ? ` ${count(query.data.counts[value])}` : ''}`,
          }))}
          onChange={(value) => show(() => setChosen(value === 'account' ? 'account' : 'person'))}
        />
      }
    >
      <LastChange changes={decisions} what={t('change what is a duplicate')} />
      <Answered query={query} what={t('the duplicates')} lines={8}>
        {(found) => {
          const ids = found.pairs.filter(({ id }) => picked.includes(id)).map(({ id }) => id)
          const pairs = found.pairs
          const all = found.counts[kind]
          return (
            <>
              <LikelyBar {...{ found, state, decisions }} onState={(next) => show(() => setState(next))} />
              {pairs.length === 0 ? (
                <Nothing {...{ found, state }} />
              ) : (
                <Panel
                  id="pairs"
                  title={
                    kind === 'person'
                      ? tn(all, '{{n}} pair of people', '{{n}} pairs of people')
                      : tn(all, '{{n}} pair of accounts', '{{n}} pairs of accounts')
                  }
                  hint={t('Weights are in bits: each whole one doubles the odds. At 0 it is as likely as not.')}
                  actions={state === 'open' && <Chosen {...{ found, decisions }} ids={ids} onPick={setPicked} />}
                >
                  <LikelyList
                    {...{ pairs, kind }}
                    busy={decisions.busy}
                    onDifferent={decisions.different}
                    picked={ids}
                    onPick={(id, on) => setPicked(on ? [...picked, id] : picked.filter((one) => one !== id))}
                  />
                </Panel>
              )}
              {pairs.length < all && shown < 200 && pairs.length > 0 && (
                <span>
                  <Button size="xs" variant="default" loading={query.isFetching} onClick={() => setShown(shown + atOnce)}>
                    {t('Show more')}
                  </Button>
                </span>
              )}
            </>
          )
        }}
      </Answered>
    </Page>
  )
}

type Found = ResultOf<typeof listLikelyPairs>

function Nothing({ found, state }: { found: Found; state: State }) {
  if (state === 'different')
    return (
      <Empty title={t('Nothing was said to be different')}>
        {t('Pairs of which somebody says that they are not the same are kept here.')}
      </Empty>
    )
  if (found.lookedAt === null)
    return (
      <Empty title={t('Not looked through yet')}>
        {t('New records are looked at some minutes after they arrive. Look now to see what is there already.')}
      </Empty>
    )
  return (
    <Empty title={t('No duplicates')}>
      {t('No two records are alike enough to be one. New ones are looked at some minutes after they arrive.')}
    </Empty>
  )
}

interface ChosenProps {
  found: Found
  ids: Found['pairs'][number]['id'][]
  decisions: ReturnType<typeof useDecisions>
  onPick: (ids: readonly string[]) => void
}

/** What is done with all pairs that are chosen. */
function Chosen({ found: { pairs }, ids, decisions, onPick }: ChosenProps) {
  const every = ids.length === pairs.length
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => onPick(every ? [] : pairs.map(({ id }) => id))}>
        {every ? t('Choose none') : t('Choose all')}
      </Button>
      <Button size="xs" variant="default" disabled={ids.length === 0 || decisions.busy} onClick={() => decisions.different(ids)}>
        {ids.length === 0 ? t('Not the same') : t('Not the same ({{n}})', { n: count(ids.length) })}
      </Button>
    </>
  )
}
