import type { ReactNode } from 'react'
import classes from './columns.module.css'

/** What is read, and beside it what is done with it; one below the other where there is no room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>
}

/** Panels of one column. `sticky`: it stays in sight while the other one is read. */
export function Column({ sticky = false, children }: { sticky?: boolean; children: ReactNode }) {
  return <div className={sticky ? `${classes.stack} ${classes.sticky}` : classes.stack}>{children}</div>
}

/** What needs the width of both columns. */
export function Across({ children }: { children: ReactNode }) {
  return <div className={classes.across}>{children}</div>
}
