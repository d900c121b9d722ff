import { Button, type ButtonProps, Modal, NativeSelect, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core'
import { IconMessageQuestion } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Day } from '#kernel/time'
import type { Side } from '#rooms/agreement/contract'
import { useSend } from '#web/client/queries'
import { useMayCall, useMayChange } from '#web/client/rights'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { kindName } from '../contract/request-names.ts'
import { type RequestAbout, requestKinds } from '../contract/request-words.ts'
import { askTeam } from '../contract/requests.ts'
import { askNames, requestHref, teamNames } from './request-look.ts'
import classes from './requests.module.css'

interface AskProps {
  /** The team that the reader asks for; null: any. */
  side: Side | null
  about?: { readonly kind: RequestAbout; readonly id: string; readonly label: string } | null
  /** The kind that is chosen at first. */
  kind?: string
  label?: string
}

/** Opens the form by which one team asks the other. Not there for whoever may not write. */
export function AskButton({ side, about = null, kind, label, ...rest }: ButtonProps & AskProps) {
  const [open, setOpen] = useState(false)
  const may = useMayCall(askTeam).ok
  const writes = useMayChange('activity')
  if (!writes || !may) return null
  const of = side === 'marketing' ? 'sales' : 'marketing'
  return (
    <>
      <Button leftSection={<IconMessageQuestion size={16} aria-hidden="true" />} {...rest} onClick={() => setOpen(true)}>
        {label ?? (side === null && about === null ? t('Ask the other team') : askNames[of])}
      </Button>
      {open && <AskDialog side={side} about={about} kind={kind} onClose={() => setOpen(false)} />}
    </>
  )
}

function AskDialog({ side, about = null, kind, onClose }: AskProps & { onClose: () => void }) {
  const router = useRouter()
  const queries = useQueryClient()
  const [of, setOf] = useState<Side>(side === 'marketing' ? 'sales' : 'marketing')
  const kinds = requestKinds.filter((one) => one.of.some((team) => team === of))
  const [typed, setTyped] = useState({ kind: kind ?? kinds[0]?.key ?? 'other', title: '', text: '', wantedBy: '' })
  const put = (change: Partial<typeof typed>) => setTyped({ ...typed, ...change })
  const chosen = kinds.find(({ key }) => key === typed.kind) ?? kinds[0]
  const ask = useSend(askTeam, {
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries()
      onClose()
      if (about === null) router.history.push(requestHref(id))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate({
      ...{ of, kind: chosen?.key ?? 'other', title: typed.title, text: typed.text },
      ...{ wantedBy: typed.wantedBy === '' ? null : (typed.wantedBy as Day), about: about && { kind: about.kind, id: about.id } },
    })
  }
  return (
    <Modal opened onClose={onClose} title={about ? t('{{ask}} about {{what}}', { ask: askNames[of], what: about.label }) : askNames[of]}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {ask.error && <Failed error={ask.error} what={t('ask this')} />}
          {side === null && (
            <SegmentedControl
              aria-label={t('Which team is asked')}
              value={of}
              data={(['marketing', 'sales'] as const).map((value) => ({ value, label: teamNames[value] }))}
              onChange={(value) => setOf(value === 'sales' ? 'sales' : 'marketing')}
            />
          )}
          <NativeSelect
            label={t('What')}
            value={chosen?.key ?? ''}
            data={kinds.map(({ key }) => ({ value: key, label: kindName(key) }))}
            onChange={(event) => put({ kind: event.currentTarget.value })}
          />
          <TextInput
            data-autofocus
            label={t('In one line')}
            required
            withAsterisk={false}
            maxLength={200}
            placeholder={chosen?.key === 'idea' ? t('A webinar on noise in open offices') : t('A reference from a hospital')}
            value={typed.title}
            onChange={(event) => put({ title: event.currentTarget.value })}
          />
          <Textarea
            label={t('What it is needed for')}
            autosize
            minRows={3}
            maxLength={4_000}
            value={typed.text}
            onChange={(event) => put({ text: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('Wanted by')}
            description={t('A wish. What counts is the day that the other team promises.')}
            value={typed.wantedBy}
            onChange={(event) => put({ wantedBy: event.currentTarget.value })}
          />
          <div className={classes.ends}>
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button type="submit" disabled={typed.title.trim() === ''} loading={ask.isPending}>
              {t('Ask')}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
