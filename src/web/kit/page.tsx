import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** One sentence under the title: what this page is for. */
  lead?: ReactNode
  /** Buttons on the right of the title. */
  actions?: ReactNode
  /** Reading pages are narrow, tables are wide. */
  width?: 'narrow' | 'normal' | 'wide'
  children: ReactNode
}

/** The frame of every page: one h1, a lead, actions and the content; also the title of the browser tab. */
export function Page({ title, lead, actions, width = 'normal', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Interlock`
  }, [title])
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.titles}>
          <h1 className={classes.title} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className={classes.lead}>{lead}</div>}
        </div>
        {actions && <div className={`${classes.actions} screen-only`}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  id: string
  title: ReactNode
  /** A sentence under the heading. */
  hint?: ReactNode
  actions?: ReactNode
  /** Without a frame, for content that brings its own. */
  bare?: boolean
  children: ReactNode
}

/** A part of a page with its own heading; its id is an anchor that can be linked. */
export function Panel({ id, title, hint, actions, bare = false, children }: PanelProps) {
  return (
    <section id={id} className={classes.panel} data-bare={bare || undefined} aria-labelledby={`${id}-title`}>
      <header className={classes.panelHeader}>
        <div>
          <h2 id={`${id}-title`} className={classes.panelTitle}>
            {title}
          </h2>
          {hint && <p className={classes.hint}>{hint}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
