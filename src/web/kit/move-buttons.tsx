import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { t } from './text.ts'

interface MoveButtonsProps {
  name: string
  /** From 0. */
  place: number
  /** How many there are. */
  number: number
  onMove: (to: number) => void
}

/** One step up and one step down in an order. */
export function MoveButtons({ name, place, number, onMove }: MoveButtonsProps) {
  const steps = [
    { label: t('Move {{name}} up', { name }), Icon: IconArrowUp, to: place - 1 },
    { label: t('Move {{name}} down', { name }), Icon: IconArrowDown, to: place + 1 },
  ]
  return steps.map(({ label, Icon, to }) => {
    const ends = to < 0 || to >= number
    return (
      // At its end the button stays in the order of keys, so that the focus is not lost with the last step.
      <ActionIcon
        key={label}
        variant="subtle"
        color="gray"
        aria-label={label}
        data-disabled={ends || undefined}
        aria-disabled={ends || undefined}
        onClick={() => !ends && onMove(to)}
      >
        <Icon size={16} aria-hidden="true" />
      </ActionIcon>
    )
  })
}
