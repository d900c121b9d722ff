import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconLock, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

export type Tone = 'info' | 'good' | 'warn' | 'loss' | 'private'

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, loss: IconX, private: IconLock }

interface NoticeProps {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** Read out at once; for what has just happened. */
  live?: boolean
}

/** A remark in place: what is so, and what to do about it. */
export function Notice({ tone = 'info', title, children, actions, live = false }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div className={classes.notice} data-tone={tone} role={live ? (tone === 'loss' ? 'alert' : 'status') : undefined}>
      <Icon size={18} stroke={1.8} className={classes.icon} aria-hidden="true" />
      <div className={classes.text}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  )
}

/** A short word with a tone: a state, a kind. The word says it; the colour only helps. */
export function Tag({ tone = 'plain', children }: { tone?: Tone | 'plain'; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  )
}
