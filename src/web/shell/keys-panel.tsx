import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '#kernel/access'
import { type ApiKey, listKeys, revokeKey } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { KeyForm } from './key-form.tsx'
import classes from './settings-page.module.css'

/** The keys by which programs come in; for those who run the company. */
export function KeysPanel({ mine }: { mine: Role }) {
  const keys = useAsk(listKeys, {})
  const queries = useQueryClient()
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null)
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listKeys) })
  const revoke = useSend(revokeKey, { onSuccess: again })
  return (
    <Panel
      id="keys"
      title="API keys"
      hint="For programs that work with this company's data. A key never does more than whoever made it, and rests when they lose access."
    >
      {revoke.error && <Failed error={revoke.error} what="revoke this key" />}
      <Answered query={keys} what="API keys">
        {({ keys: rows, groups }) => (
          <div className={classes.stack}>
            {made && (
              <ShownOnce title={`The key "${made.name}"`} label="Secret" value={made.secret}>
                Put it where your program keeps its secrets, and send it as “Authorization: Bearer …”. It is not shown again.
              </ShownOnce>
            )}
            {rows.length === 0 ? <p>No keys.</p> : <KeyTable rows={rows} onRevoke={(id) => revoke.mutate({ id })} />}
            <KeyForm
              mine={mine}
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
      caption="API keys of this company"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', label: 'Name', head: true, cell: (row) => `${row.name} (…${row.hint})` },
        { key: 'reach', label: 'Reach', cell: reachOf },
        { key: 'by', label: 'Made by', cell: (row) => row.madeBy },
        { key: 'used', label: 'Last used', cell: (row) => (row.lastUsedAt ? `${moment(row.lastUsedAt)}, ${row.lastUsedFrom}` : 'never') },
        { key: 'until', label: 'Until', cell: untilOf },
        {
          key: 'revoke',
          label: 'Revoke',
          quiet: true,
          cell: (row) => (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onRevoke(row.id)}>
              Revoke
              <span className="visually-hidden"> the key {row.name}</span>
            </Button>
          ),
        },
      ]}
    />
  )
}

function reachOf({ role, scope, groups }: ApiKey): string {
  return `${role}, ${scope === 'read' ? 'reads' : 'reads and writes'}${groups.length > 0 ? `: ${groups.join(', ')}` : ''}`
}

function untilOf({ state, expiresAt }: ApiKey): string {
  if (state === 'expired') return 'expired'
  return state === 'idle' ? 'rests: its maker lost the role' : moment(expiresAt)
}
