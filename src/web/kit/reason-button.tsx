import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ButtonHTMLAttributes } from 'react'
import type { Verdict } from '#kernel/verdict'

type Props = ButtonProps & Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ButtonProps> & { allowed: Verdict }

/** A button that stays in place when it may not be pressed, and then says why: the rule's own sentence on hover and focus. */
export function ReasonButton({ allowed, onClick, ...rest }: Props) {
  if (allowed.ok) return <Button {...rest} onClick={onClick} />
  return (
    <Tooltip label={allowed.why}>
      <Button {...rest} data-disabled aria-disabled="true" onClick={(event) => event.preventDefault()} />
    </Tooltip>
  )
}
