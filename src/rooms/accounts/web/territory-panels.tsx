import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { InputOf, ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { addTerritory, changeTerritory, listTerritories, type Territory, undoTerritory } from '../contract/territories.ts'
import { type Listed, TerritoryForm, type Typed } from './territory-form.tsx'
import { filterFor } from './territory-links.ts'

/** What can be done with territories, and the way back from what was done last. */
function useTerritoryChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: ResultOf<typeof addTerritory>['eventId']; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const made = useSend(addTerritory, options)
  const changed = useSend(changeTerritory, options)
  const undo = useSend(undoTerritory, { ...options, onSuccess: () => setLast(null) })
  const all = [made, changed, undo]
  const fresh = () => {
    setLast(null)
    for (const one of all) one.reset()
  }
  const noting = (says: string, then?: () => void) => ({
    onSuccess: ({ eventId }: ResultOf<typeof addTerritory>) => {
      setLast({ eventId, says })
      then?.()
    },
  })
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    add: (typed: Typed, then: () => void) => {
      fresh()
      made.mutate(typed, noting(t('The territory {{name}} is made.', { name: typed.name }), then))
    },
    change: (id: Territory['id'], name: string, what: Omit<InputOf<typeof changeTerritory>, 'id'>) => {
      fresh()
      changed.mutate({ id, ...what }, noting(t('The territory {{name}} is changed.', { name })))
    },
    undo: () => last && undo.mutate({ eventId: last.eventId }),
  }
}

type Changes = ReturnType<typeof useTerritoryChanges>

/** All territories in their order, and a new one. */
export function TerritoryPanels({ manages }: { manages: boolean }) {
  const found = useAsk(listTerritories, {})
  const changes = useTerritoryChanges()
  const [made, setMade] = useState(0)
  return (
    <>
      <LastChange changes={changes} what={t('change this territory')} />
      <Answered query={found} what={t('the territories')} lines={8}>
        {(listed) => (
          <>
            {listed.territories.map((one, place) => (
              <TerritoryPanel key={one.id} {...{ one, place, listed, changes, manages }} />
            ))}
            {listed.territories.length === 0 && <p>{t('No territories yet.')}</p>}
            {listed.without > 0 && (
              <p>
                <AppLink href={`/accounts?${filterFor(null)}`}>
                  {tn(listed.without, '{{n}} account lies in no territory', '{{n}} accounts lie in no territory')}
                </AppLink>
              </p>
            )}
            {manages && (
              <Panel id="new-territory" title={t('A new territory')} hint={t('It is tried after those above, until you move it.')}>
                <TerritoryForm
                  key={made}
                  label={t('A new territory')}
                  listed={listed}
                  start={{ name: '', rule: { combinator: 'and', rules: [] }, owners: { members: [], teams: [] } }}
                  action={t('Make territory')}
                  busy={changes.busy}
                  onSave={(typed) => changes.add(typed, () => setMade(made + 1))}
                />
              </Panel>
            )}
          </>
        )}
      </Answered>
    </>
  )
}

interface OneProps {
  one: Territory
  place: number
  listed: Listed
  changes: Changes
  manages: boolean
}

function TerritoryPanel({ one, place, listed, changes, manages }: OneProps) {
  const { id, name, rule, owners, retired, accounts } = one
  const whose = [...owners.teams, ...owners.members.map((each) => listed.members.find((member) => member.id === each)?.name ?? '')]
  const put = (what: Parameters<Changes['change']>[2]) => changes.change(id, name, what)
  return (
    <Panel
      id={`territory-${id}`}
      title={
        <>
          {place + 1}. {name} {retired && <Tag tone="warn">{t('Retired')}</Tag>}
        </>
      }
      hint={
        <>
          <AppLink href={`/accounts?${filterFor(id)}`}>{tn(accounts, '{{n}} account', '{{n}} accounts')}</AppLink>
          {whose.length > 0 && ` · ${whose.filter(Boolean).join(', ')}`}
        </>
      }
      actions={
        manages && (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={place === 0 || changes.busy}
              aria-label={t('Try {{name}} earlier', { name })}
              onClick={() => put({ place: place - 1 })}
            >
              {t('Earlier')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={place === listed.territories.length - 1 || changes.busy}
              aria-label={t('Try {{name}} later', { name })}
              onClick={() => put({ place: place + 1 })}
            >
              {t('Later')}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={retired ? t('Use {{name}} again', { name }) : t('Retire {{name}}', { name })}
              disabled={changes.busy}
              onClick={() => put({ retired: !retired })}
            >
              {retired ? t('Use again') : t('Retire')}
            </Button>
          </>
        )
      }
    >
      {rule === null ? (
        <p>{t('Its rule asks for fields that your role may not see.')}</p>
      ) : (
        <TerritoryForm
          key={JSON.stringify(one)}
          label={t('About {{name}}', { name })}
          id={id}
          listed={listed}
          start={{ name, rule, owners }}
          readOnly={!manages}
          action={t('Save')}
          busy={changes.busy}
          onSave={(typed) => put(typed)}
        />
      )}
    </Panel>
  )
}
