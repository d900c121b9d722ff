import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { endHold, holdRecord, type RetentionRules, type readRetention, runRetention, setRules } from '#platform/retention/contract'
import { listImports } from '#rooms/capture/contract'
import { useAsk, useSend } from '#web/client/queries'
import { day } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import settings from './settings-page.module.css'

/** What the server wants to hear, in whatever language the word was typed. */
const confirmed: CallOf<typeof runRetention>['confirm'] = 'erase'

/** Begins a run once the word was typed. */
export function RunNow({ rules }: { rules: RetentionRules }) {
  const [typed, setTyped] = useState('')
  const queries = useQueryClient()
  const run = useSend(runRetention, {
    onSuccess: () => {
      setTyped('')
      return queries.invalidateQueries()
    },
  })
  if (setRules(rules).length === 0) return null
  const word = t('erase')
  return (
    <Panel id="run" title={t('Run now')} hint={t('Without waiting for the next day. There is no way back.')}>
      <div className={settings.inline}>
        <TextInput
          label={t('Type “{{word}}” to confirm', { word })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button color="ember" disabled={typed.trim() !== word} loading={run.isPending} onClick={() => run.mutate({ confirm: confirmed })}>
          {t('Run the saved rules')}
        </Button>
      </div>
      {run.error && <Failed error={run.error} what={t('run the rules')} />}
      {run.isSuccess && <Notice tone="good" live title={t('The run has begun. The audit log tells what it did.')} />}
    </Panel>
  )
}

/** What no rule goes for, and why. */
export function Holds({ holds }: { holds: ResultOf<typeof readRetention>['holds'] }) {
  const queries = useQueryClient()
  const end = useSend(endHold, { onSuccess: () => queries.invalidateQueries() })
  return (
    <Panel
      id="holds"
      title={t('Held records')}
      hint={t('No rule goes for them, and they cannot be erased by hand. A person is held on their page.')}
    >
      {holds.length === 0 && <p>{t('Nothing is held.')}</p>}
      <ul>
        {holds.map((hold) => (
          <li key={hold.id}>
            <AppLink href={hold.kind === 'person' ? `/people/${hold.recordId}` : `/import/${hold.recordId}`}>{hold.reason}</AppLink>
            {` · ${hold.by} · ${day(hold.at)} `}
            <Button size="compact-xs" variant="subtle" onClick={() => end.mutate({ holdId: hold.id })}>
              {t('End the hold')}
            </Button>
          </li>
        ))}
      </ul>
      {end.error && <Failed error={end.error} what={t('end the hold')} />}
      <HoldFiles held={holds.map(({ recordId }) => recordId)} />
    </Panel>
  )
}

/** Keeps the files of an import. */
function HoldFiles({ held }: { held: readonly string[] }) {
  const imports = useAsk(listImports, {})
  const queries = useQueryClient()
  const [typed, setTyped] = useState({ recordId: '', reason: '' })
  const hold = useSend(holdRecord, {
    onSuccess: () => {
      setTyped({ recordId: '', reason: '' })
      return queries.invalidateQueries()
    },
  })
  const offered = (imports.data?.imports ?? []).filter(({ id }) => !held.includes(id))
  if (offered.length === 0) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    hold.mutate({ kind: 'import', ...typed })
  }
  return (
    <form className={settings.inline} onSubmit={submit} aria-label={t('Hold the files of an import')}>
      <NativeSelect
        label={t('Files of the import')}
        required
        data={[
          { value: '', label: t('Choose …') },
          ...offered.map(({ id, name, createdAt }) => ({ value: id, label: `${name}, ${day(createdAt)}` })),
        ]}
        value={typed.recordId}
        onChange={(event) => setTyped({ ...typed, recordId: event.currentTarget.value })}
      />
      <TextInput
        label={t('Why they must be kept, such as a case or a duty')}
        required
        maxLength={400}
        value={typed.reason}
        onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })}
      />
      <Button type="submit" variant="default" loading={hold.isPending}>
        {t('Hold these files')}
      </Button>
      {hold.error && <Failed error={hold.error} what={t('hold these files')} />}
    </form>
  )
}
