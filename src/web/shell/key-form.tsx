import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { mayGive, type Role, roles } from '#kernel/access'
import { makeKey } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Failed } from '#web/kit/states.tsx'
import classes from './settings-page.module.css'

interface Props {
  mine: Role
  groups: readonly string[]
  onDone: (made: { name: string; secret: string }) => Promise<void>
}

const lasting = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
]

/** What a new key is for, and how far it reaches. */
export function KeyForm({ mine, groups, onDone }: Props) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
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
      <h3 className={classes.subtitle}>A new key</h3>
      {send.error && <Failed error={send.error} what="make the key" />}
      <div className={classes.pair}>
        <TextInput
          label="What it is for"
          required
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="With the rights of"
          data={roles.filter((each) => mayGive(mine, each).ok)}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        <NativeSelect
          label="It may"
          data={[
            { value: 'read', label: 'only read' },
            { value: 'write', label: 'read and write' },
          ]}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value as 'read' | 'write')}
        />
        <NativeSelect label="It lasts" data={lasting} value={days} onChange={(event) => setDays(event.currentTarget.value)} />
        <MultiSelect
          label="It reaches"
          placeholder={reach.length === 0 ? 'everything' : undefined}
          data={[...groups]}
          value={reach}
          onChange={setReach}
          clearable
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={send.isPending}>
          Make a key
        </Button>
      </div>
    </form>
  )
}
