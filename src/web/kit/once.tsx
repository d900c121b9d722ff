import { Button, CopyButton, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { Notice } from './notice.tsx'
import classes from './once.module.css'
import { t } from './text.ts'

/** Something that is shown once and kept nowhere: a link or a key, to be copied now. */
export function ShownOnce({ title, label, value, children }: { title: string; label: string; value: string; children: string }) {
  return (
    <Notice tone="good" live title={title}>
      <p>{children}</p>
      <div className={classes.row}>
        <TextInput label={label} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
            >
              {copied ? t('Copied') : t('Copy')}
            </Button>
          )}
        </CopyButton>
      </div>
    </Notice>
  )
}
