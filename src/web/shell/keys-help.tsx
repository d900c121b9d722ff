import { Kbd, Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { keysAreOn, turnKeys } from '#web/kit/keys'
import { listKeys } from '#web/kit/list/row-keys.tsx'
import { newKeys, newWords } from '#web/kit/making'
import { t } from '#web/kit/text'
import classes from './keys-help.module.css'
import { settingsItem } from './navigation.tsx'
import { navigation, roomKeys } from './rooms.ts'

const everywhere = [
  { keys: t('Ctrl K'), does: t('Find records, pages and what can be done (⌘ K on a Mac)') },
  { keys: '?', does: t('Show this list') },
  { keys: 'Tab', does: t('Next link, button or number') },
  { keys: 'Esc', does: t('Close what is open') },
]

/** The list of shortcuts, and the switch that turns them off. */
export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const entries = [
    ...everywhere,
    ...listKeys,
    ...roomKeys,
    ...newKeys.map(({ keys, kind }) => ({ keys, does: newWords[kind] })),
    ...[...navigation, settingsItem].map((item) => ({ keys: item.keys, does: t('Go to {{page}}', { page: item.label }) })),
  ]
  return (
    <Modal opened={opened} onClose={onClose} title={t('Keyboard shortcuts')}>
      <dl className={classes.list}>
        {entries.map((entry) => (
          <div key={`${entry.keys} ${entry.does}`} className={classes.row}>
            <dt>
              {entry.keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{entry.does}</dd>
          </div>
        ))}
      </dl>
      <KeysSwitch />
    </Modal>
  )
}

/** Turns single-key shortcuts off for people whose software would press them by accident. */
export function KeysSwitch() {
  const [on, setOn] = useState(keysAreOn)
  return (
    <Switch
      label={t('Single-key shortcuts')}
      description={t('Turn off if you dictate or if keys are pressed by accident.')}
      checked={on}
      onChange={(event) => {
        setOn(event.currentTarget.checked)
        turnKeys(event.currentTarget.checked)
      }}
    />
  )
}
