import { Button, type ButtonProps } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMayChange } from '#web/client/rights'
import { type MakingStart, newWords, openMaking } from './making.ts'

/** Opens the dialog for a new record. Not there for whoever may not change such records. */
export function NewButton({ start, ...rest }: ButtonProps & { start: MakingStart }) {
  if (!useMayChange(start.kind)) return null
  return (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} {...rest} onClick={() => openMaking(start)}>
      {newWords[start.kind]}
    </Button>
  )
}
