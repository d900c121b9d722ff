import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { endOtherSessions, endSession, listSessions, type OwnSession } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'

/** Where I am signed in, and how to end it there. */
export function SessionsPanel() {
  const sessions = useAsk(listSessions, {})
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listSessions) })
  const end = useSend(endSession, { onSuccess: again })
  const endOthers = useSend(endOtherSessions, { onSuccess: again })
  const some = (sessions.data?.sessions.length ?? 0) > 1
  return (
    <Panel
      id="sessions"
      title="Where you are signed in"
      hint="End a session that you do not know, and change your password."
      actions={
        some && (
          <Button variant="default" size="xs" onClick={() => endOthers.mutate({})} loading={endOthers.isPending}>
            End all others
          </Button>
        )
      }
    >
      {end.error && <Failed error={end.error} what="end this session" />}
      {endOthers.error && <Failed error={endOthers.error} what="end the other sessions" />}
      <Answered query={sessions} what="your sessions">
        {({ sessions: rows }) => (
          <DataTable
            caption="Your sessions"
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { key: 'device', label: 'Device', head: true, cell: (row) => <Device session={row} /> },
              { key: 'address', label: 'Address', cell: (row) => row.address ?? 'not known' },
              { key: 'since', label: 'Signed in', cell: (row) => moment(row.signedInAt) },
              { key: 'seen', label: 'Last seen', cell: (row) => moment(row.lastSeenAt) },
              {
                key: 'end',
                label: 'End',
                quiet: true,
                cell: (row) =>
                  row.current ? (
                    'this one'
                  ) : (
                    <Button size="compact-xs" variant="subtle" color="gray" onClick={() => end.mutate({ id: row.id })}>
                      End
                      <span className="visually-hidden"> the session of {deviceName(row.device)}</span>
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Answered>
    </Panel>
  )
}

function Device({ session }: { session: OwnSession }) {
  return <span title={session.device ?? undefined}>{deviceName(session.device)}</span>
}

const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

/** A word for a device: a hint for a person, from the first name that fits; what it called itself stands in the title. */
function deviceName(device: string | null): string {
  if (device === null) return 'Unknown device'
  const named = (list: readonly (readonly [string, string])[]) => list.find(([mark]) => device.includes(mark))?.[1]
  const [browser, system] = [named(browsers), named(systems)]
  if (!browser) return device.length > 40 ? `${device.slice(0, 40)}…` : device
  return system ? `${browser} on ${system}` : browser
}
