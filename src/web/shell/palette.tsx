import { Combobox, Kbd, Modal, TextInput, useCombobox, useMantineColorScheme } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { mayUse } from '#kernel/may'
import { words } from '#kernel/normal'
import { changes } from '#kernel/rights'
import { languages } from '#languages/languages'
import { find } from '#platform/finding/contract'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { enterWorkspace, useWorkspaceId } from '#web/client/workspace'
import { count } from '#web/kit/format'
import { newKeys, newWords, openMaking } from '#web/kit/making'
import type { Command } from '#web/kit/pages'
import { RichText } from '#web/kit/rich-text.tsx'
import { t } from '#web/kit/text'
import { chooseLanguage } from '../language.ts'
import { pagesOfFound, palette } from './commands.ts'
import { mayFollow } from './navigation.tsx'
import classes from './palette.module.css'
import { useCompany, useSession } from './session.ts'

/** One line of the palette. */
interface Entry {
  readonly key: string
  readonly label: string
  readonly about?: string | undefined
  readonly also?: string | undefined
  readonly run: () => void
}

/** Lines that stand together under a title. */
interface Group {
  readonly title: string
  readonly entries: readonly Entry[]
}

interface PaletteProps {
  opened: boolean
  onClose: () => void
  openHelp: () => void
}

/** One box for everything: pages, what can be done, and the records of the company. */
export function Palette({ opened, onClose, openHelp }: PaletteProps) {
  // Done when the box is gone. Closed without a choice, the focus goes back; what is done may take it elsewhere.
  const then = useRef<(() => void) | null>(null)
  const done = () => {
    then.current?.()
    then.current = null
  }
  const choose = (run: () => void) => {
    then.current = run
    onClose()
  }
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      returnFocus={then.current === null}
      onExitTransitionEnd={done}
      transitionProps={{ duration: 80 }}
      size="lg"
      yOffset="10vh"
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('Find and do')}>
        <Modal.Body className={classes.body}>
          <Box choose={choose} openHelp={openHelp} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Box({ choose, openHelp }: Pick<PaletteProps, 'openHelp'> & { choose: (run: () => void) => void }) {
  const [typed, type] = useState('')
  const combobox = useCombobox({ opened: true })
  const { records, waiting, instead, nothing } = useRecords(typed)
  const offered = useOffered(openHelp)
  const asked = words(typed).split(' ').filter(Boolean)
  const found = offered.filter(({ label, also }) => asked.every((word) => ` ${words(`${label} ${also ?? ''}`)}`.includes(` ${word}`)))
  const groups: readonly Group[] = [
    { title: typed === '' ? t('Pages and actions') : t('Go and do'), entries: asked.length === 0 ? found : found.slice(0, 6) },
    ...records,
  ].filter(({ entries }) => entries.length > 0)
  const all: readonly Entry[] = groups.flatMap(({ entries }) => entries)
  const drawn = all.map(({ key }) => key).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what Enter does is chosen anew whenever other lines are drawn
  useEffect(() => void combobox.selectFirstOption(), [drawn])
  const submit = (key: string) => {
    const entry = all.find((one) => one.key === key)
    if (entry) choose(entry.run)
  }
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          aria-label={t('Find a record, a page, or something to do')}
          placeholder={t('Find a record, a page, or something to do')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          size="md"
          maxLength={200}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <p className={classes.status} role="status">
        {waiting
          ? t('Reading your records for the search …')
          : instead
            ? t('Nothing is spelled like this. These come near.')
            : nothing && all.length === 0
              ? t('Nothing like this. Fewer letters find more.')
              : ''}
      </p>
      <Combobox.Options className={classes.options} aria-label={t('Found')}>
        {groups.map(({ title, entries }) => (
          <Combobox.Group key={title} label={title}>
            {entries.map((entry) => (
              <Combobox.Option key={entry.key} value={entry.key} className={classes.option}>
                <span className={classes.label}>{entry.label}</span>
                {entry.about && <span className={classes.about}>{entry.about}</span>}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
      <p className={classes.foot} aria-hidden="true">
        <RichText
          text="<up>↑</up> <down>↓</down> choose <enter>Enter</enter> open <esc>Esc</esc> close"
          parts={{ up: <Kbd size="xs" />, down: <Kbd size="xs" />, enter: <Kbd size="xs" />, esc: <Kbd size="xs" /> }}
        />
      </p>
    </Combobox>
  )
}

/** Pages and actions that whoever is here may use. */
function useOffered(openHelp: () => void): Entry[] {
  const router = useRouter()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const { setColorScheme } = useMantineColorScheme()
  const session = useSession()
  const company = useCompany()
  const rights = useRights()
  const id = useWorkspaceId()
  const actor = { kind: 'user' as const, id: '', name: '', role: company?.role ?? null, rights }
  const may = ({ href, needs }: Command) => mayFollow({ href }, rights) && (needs === undefined || mayUse(needs, actor).ok)
  const go = (href: string) => () => router.history.push(href)
  const enter = (to: string) => () => {
    enterWorkspace(to)
    router.history.push('/')
  }
  const note = document.querySelector<HTMLElement>('textarea[data-note]')
  return [
    ...(note && /^\/(deals|accounts|people|leads)\/./.test(path)
      ? [{ key: 'note', label: t('Write a note on this record'), also: t('new comment'), run: () => note.focus() }]
      : []),
    ...newKeys
      .filter(({ kind }) => changes(rights, kind))
      .map(({ kind }) => ({
        key: `new ${kind}`,
        label: newWords[kind],
        also: t('add create make enter type in'),
        run: () => openMaking({ kind }),
      })),
    ...palette.filter(may).map(({ label, also, href }) => ({ key: `${href} ${label}`, label, also, run: go(href) })),
    ...(session.data?.workspaces ?? [])
      .filter((one) => one.id !== id)
      .map((one) => ({
        key: one.id,
        label: t('Switch to {{company}}', { company: one.name }),
        also: t('company workspace client'),
        run: enter(one.id),
      })),
    { key: 'dark', label: t('Dark mode'), also: t('appearance night theme'), run: () => setColorScheme('dark') },
    { key: 'light', label: t('Light mode'), also: t('appearance day theme'), run: () => setColorScheme('light') },
    ...languages.map(({ tag, name }) => ({
      key: tag,
      label: t('Language: {{name}}', { name }),
      also: 'sprache',
      run: () => chooseLanguage(tag),
    })),
    { key: 'keys', label: t('Keyboard shortcuts'), also: t('help keys'), run: openHelp },
  ]
}

const pauseMs = 120
const againMs = 1_000

/** The records that a search finds, once typing pauses. */
function useRecords(typed: string) {
  const router = useRouter()
  const [search, ask] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  const workspace = useWorkspaceId()
  // Asked with nothing as well: it makes the search ready while somebody begins to type.
  const found = useAsk(
    find,
    { search },
    { keepPrevious: true, enabled: workspace !== null, refetchInterval: ({ state }) => (state.data?.ready === false ? againMs : false) },
  )
  const { ready = true, instead = false, groups = [] } = search === '' ? { ready: found.data?.ready } : (found.data ?? {})
  const records = groups.map(({ kind, total, hits }) => {
    const pages = pagesOfFound[kind]
    const title = `${pages?.many ?? kind}: ${count(total)}`
    const open = (href: string) => () => router.history.push(href)
    const entries: Entry[] = hits.map(({ id, name, about }) => ({
      key: id,
      label: name,
      about: about.join(' · '),
      run: open(pages?.page(id) ?? '/'),
    }))
    const more = pages && kind !== 'campaign' && total > hits.length && !instead
    const rest = more
      ? [
          {
            key: `all ${kind}`,
            label: t('All {{n}}', { n: count(total) }),
            run: open(`${pages.list}?view=none&search=${encodeURIComponent(search)}`),
          },
        ]
      : []
    return { title, entries: [...entries, ...rest] }
  })
  return {
    records,
    waiting: !ready && typed !== '',
    instead: instead && typed !== '',
    nothing: typed !== '' && !found.isFetching && records.length === 0,
  }
}
