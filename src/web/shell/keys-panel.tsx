import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ApiKey, listKeys, revokeKey } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { KeyForm } from './key-form.tsx'
import { roleName } from './role-names.ts'
import classes from './settings-page.module.css'

/** The keys by which programs come in; for those who run the company. */
export function KeysPanel() {
  const keys = useAsk(listKeys, {})
  const queries = useQueryClient()
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null)
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listKeys) })
  const revoke = useSend(revokeKey, { onSuccess: again })
  return (
    <Panel
      id="keys"
      title={t('API keys')}
      hint={t(
        "For programs that work with this company's data. A key never does more than whoever made it, and rests when they lose access.",
      )}
    >
      {revoke.error && <Failed error={revoke.error} what={t('revoke this key')} />}
      <Answered query={keys} what={t('API keys')}>
        {({ keys: rows, groups }) => (
          <div className={classes.stack}>
            {made && (
              <ShownOnce title={t('The key "{{name}}"', { name: made.name })} label={t('Secret')} value={made.secret}>
                {t('Put it where your program keeps its secrets, and send it as “Authorization: Bearer …”. It is not shown again.')}
              </ShownOnce>
            )}
            {rows.length === 0 ? <p>{t('No keys.')}</p> : <KeyTable rows={rows} onRevoke={(id) => revoke.mutate({ id })} />}
            <KeyForm
              groups={groups}
              onDone={async (next) => {
                setMade(next)
                await again()
              }}
            />
          </div>
        )}
      </Answered>
    </Panel>
  )
}

function KeyTable({ rows, onRevoke }: { rows: readonly ApiKey[]; onRevoke: (id: ApiKey['id']) => void }) {
  return (
    <DataTable
      caption={t('API keys of this company')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', label: t('Name'), head: true, cell: (row) => `${row.name} (…${row.hint})` },
        { key: 'reach', label: t('Reach'), cell: reachOf },
        { key: 'by', label: t('Made by'), cell: (row) => row.madeBy },
        {
          key: 'used',
          label: t('Last used'),
          cell: (row) => (row.lastUsedAt ? `${moment(row.lastUsedAt)}, ${row.lastUsedFrom}` : t('never')),
        },
        { key: 'until', label: t('Until'), cell: untilOf },
        {
          key: 'revoke',
          label: t('Revoke'),
          quiet: true,
          cell: (row) => (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={t('Revoke the key {{name}}', { name: row.name })}
              onClick={() => onRevoke(row.id)}
            >
              {t('Revoke')}
            </Button>
          ),
        },
      ]}
    />
  )
}

function reachOf({ role, ownRole, scope, groups }: ApiKey): string {
  const does =
    scope === 'read'
      ? t('{{role}}, reads', { role: roleName({ role, ownRole }) })
      : t('{{role}}, reads and writes', { role: roleName({ role, ownRole }) })
  return groups.length > 0 ? `${does}: ${groups.join(', ')}` : does
}

function untilOf({ state, expiresAt }: ApiKey): string {
  if (state === 'expired') return t('expired')
  return state === 'idle' ? t('rests: its maker lost the role') : moment(expiresAt)
}
