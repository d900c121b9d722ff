import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type GivenRole, makeKey } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { useRolesToGive } from './role-names.ts'
import classes from './settings-page.module.css'

interface Props {
  groups: readonly string[]
  onDone: (made: { name: string; secret: string }) => Promise<void>
}

const lasting = [
  { value: '30', label: t('30 days') },
  { value: '90', label: t('90 days') },
  { value: '365', label: said('a year', 'span') },
]

/** What a new key is for, and how far it reaches. */
export function KeyForm({ groups, onDone }: Props) {
  const given = useRolesToGive()
  const [name, setName] = useState('')
  const [role, setRole] = useState<GivenRole>('viewer')
  const [scope, setScope] = useState<'read' | 'write'>('read')
  const [days, setDays] = useState('90')
  const [reach, setReach] = useState<string[]>([])
  const send = useSend(makeKey, {
    onSuccess: async (made) => {
      setName('')
      await onDone(made)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate({ name, role, scope, groups: reach, days: Number(days) })
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      <h3 className={classes.subtitle}>{t('A new key')}</h3>
      {send.error && <Failed error={send.error} what={t('make the key')} />}
      <div className={classes.pair}>
        <TextInput
          label={t('What it is for')}
          required
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('With the rights of')}
          data={given}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as GivenRole)}
        />
        <NativeSelect
          label={t('It may')}
          data={[
            { value: 'read', label: t('only read') },
            { value: 'write', label: t('read and write') },
          ]}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value as 'read' | 'write')}
        />
        <NativeSelect label={t('It lasts')} data={lasting} value={days} onChange={(event) => setDays(event.currentTarget.value)} />
        <MultiSelect
          label={t('It reaches')}
          placeholder={reach.length === 0 ? t('everything') : undefined}
          data={[...groups]}
          value={reach}
          onChange={setReach}
          clearable
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={send.isPending}>
          {t('Make a key')}
        </Button>
      </div>
    </form>
  )
}
