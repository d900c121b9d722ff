import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { holdRecord } from '#platform/retention/contract'
import { useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './privacy.module.css'

/** Says that a person is held, and why. */
export function HeldNotice({ reason }: { reason: string }) {
  return (
    <Notice tone="private" title={t('Held: {{reason}}', { reason })}>
      <AppLink href="/settings/retention#holds">
        {t('No rule clears this person, and nobody can erase them until the hold is ended.')}
      </AppLink>
    </Notice>
  )
}

/** Keeps a person from all rules of retention and from erasure. */
export function HoldForm({ id, onClose }: { id: string; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const hold = useSend(holdRecord, {
    onSuccess: async () => {
      await queries.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    hold.mutate({ kind: 'person', recordId: id, reason })
  }
  return (
    <form className={classes.stack} onSubmit={submit} aria-label={t('Hold this person')}>
      <TextInput
        label={t('Why they must be kept, such as a case or a duty')}
        required
        maxLength={400}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.ends}>
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={hold.isPending}>
          {t('Hold this person')}
        </Button>
      </div>
      {hold.error && <Failed error={hold.error} what={t('hold this person')} />}
    </form>
  )
}
