import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import type { MakingKind } from './kinds.ts'
import classes from './making.module.css'

interface Made {
  readonly id: string
  readonly eventId: string
  readonly name: string
}

/** Asks for everything anew but what is about a record that is gone. */
export async function askOthersAnew(queries: QueryClient, gone: string): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey: [, , asked] }) => (asked as { id?: unknown } | undefined)?.id !== gone })
}

const shownMs = 20_000

/** Says that a record was made, with the way back; the page of the record keeps that way, in its timeline. */
export function showMade(kind: MakingKind, made: Made, go: (href: string) => void): void {
  notifications.show({
    id: made.eventId,
    title: t('{{name}} is made', { name: made.name }),
    message: <TakeBack kind={kind} made={made} go={go} />,
    autoClose: shownMs,
    closeButtonProps: { 'aria-label': t('Close') },
  })
}

function TakeBack({ kind, made, go }: { kind: MakingKind; made: Made; go: (href: string) => void }) {
  const queries = useQueryClient()
  const undo = useSend(kind.records.undo, {
    onSuccess: async () => {
      notifications.hide(made.eventId)
      go(kind.home)
      notifications.show({
        message: t('{{name}} is taken away again', { name: made.name }),
        closeButtonProps: { 'aria-label': t('Close') },
      })
      await askOthersAnew(queries, made.id)
    },
  })
  return (
    <span className={classes.match}>
      {undo.error && <span role="alert">{undo.error.message}</span>}
      <Button
        size="compact-xs"
        variant="default"
        loading={undo.isPending}
        onClick={() => undo.mutate({ id: made.id, eventId: made.eventId as never })}
      >
        {t('Undo')}
      </Button>
    </span>
  )
}
