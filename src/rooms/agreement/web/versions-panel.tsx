import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { ListDeclaration } from '#kernel/list'
import { useAsk } from '#web/client/queries'
import { day } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type readContract, readVersion, type VersionState } from '../contract.ts'
import { changesBetween } from '../rules/compare.ts'
import classes from './contract.module.css'
import { wordsOf } from './facts.ts'

type Versions = ResultOf<typeof readContract>['versions']

export const stateWords: Record<VersionState, () => string> = {
  draft: () => t('draft'),
  proposed: () => t('proposed'),
  signed: () => t('signed, still to come'),
  in_force: () => t('in force'),
  superseded: () => t('superseded'),
}

/** All versions with why each was made, and what is another thing from one to another. */
export function VersionsPanel({ versions, list }: { versions: Versions; list: ListDeclaration }) {
  const [after, setAfter] = useState<string>(versions[0]?.id ?? '')
  const [before, setBefore] = useState<string>(versions[1]?.id ?? versions[0]?.id ?? '')
  const choices = versions.map(({ id, number, state }) => ({
    value: id,
    label: `${t('Version {{n}}', { n: number })} (${stateWords[state]()})`,
  }))
  return (
    <Panel id="versions" title={t('Versions')} hint={t('What was proposed does not change any more. Each version says why it was made.')}>
      <ul className={classes.criteria}>
        {versions.map(({ id, number, state, reason, by, at }) => (
          <li key={id} className={classes.criterion}>
            <span className={classes.points}>{number}</span>
            <span>
              <Tag tone={state === 'in_force' ? 'good' : state === 'proposed' ? 'warn' : 'plain'}>{stateWords[state]()}</Tag>{' '}
              <span className={classes.name}>{reason}</span>
              <br />
              <span className={classes.quiet}>
                {by} · {day(at)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {versions.length > 1 && (
        <>
          <h3 className={classes.sub}>{t('Compare two versions')}</h3>
          <div className={classes.fields}>
            <NativeSelect label={t('Before')} data={choices} value={before} onChange={(event) => setBefore(event.currentTarget.value)} />
            <NativeSelect label={t('After')} data={choices} value={after} onChange={(event) => setAfter(event.currentTarget.value)} />
          </div>
          <Differences before={before} after={after} list={list} />
        </>
      )}
    </Panel>
  )
}

function Differences({ before, after, list }: { before: string; after: string; list: ListDeclaration }) {
  const one = useAsk(readVersion, { id: before })
  const other = useAsk(readVersion, { id: after })
  if (!one.data || !other.data) return <Loading what={t('the two versions')} lines={3} />
  const changes = changesBetween(one.data.document, other.data.document, wordsOf(list))
  if (changes.length === 0) return <p className={classes.quiet}>{t('Both say the same.')}</p>
  return (
    <ul className={classes.list}>
      {changes.map((says) => (
        <li key={says}>{says}</li>
      ))}
    </ul>
  )
}
