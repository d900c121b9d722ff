import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { endOtherSessions, endSession, listSessions, type OwnSession } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'

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
      title={t('Where you are signed in')}
      hint={t('End a session that you do not know, and change your password.')}
      actions={
        some && (
          <Button variant="default" size="xs" onClick={() => endOthers.mutate({})} loading={endOthers.isPending}>
            {t('End all others')}
          </Button>
        )
      }
    >
      {end.error && <Failed error={end.error} what={t('end this session')} />}
      {endOthers.error && <Failed error={endOthers.error} what={t('end the other sessions')} />}
      <Answered query={sessions} what={t('your sessions')}>
        {({ sessions: rows }) => (
          <DataTable
            caption={t('Your sessions')}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { key: 'device', label: t('Device'), head: true, cell: (row) => <Device session={row} /> },
              { key: 'address', label: t('Address'), cell: (row) => row.address ?? t('not known') },
              { key: 'since', label: t('Signed in'), cell: (row) => moment(row.signedInAt) },
              { key: 'seen', label: t('Last seen'), cell: (row) => moment(row.lastSeenAt) },
              {
                key: 'end',
                label: t('End'),
                quiet: true,
                cell: (row) =>
                  row.current ? (
                    t('this one')
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gray"
                      aria-label={t('End the session of {{device}}', { device: deviceName(row.device) })}
                      onClick={() => end.mutate({ id: row.id })}
                    >
                      {t('End')}
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
  if (device === null) return t('Unknown device')
  const named = (list: readonly (readonly [string, string])[]) => list.find(([mark]) => device.includes(mark))?.[1]
  const [browser, system] = [named(browsers), named(systems)]
  if (!browser) return device.length > 40 ? `${device.slice(0, 40)}…` : device
  return system ? t('{{browser}} on {{system}}', { browser, system }) : browser
}
