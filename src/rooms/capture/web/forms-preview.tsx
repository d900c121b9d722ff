import { useComputedColorScheme } from '@mantine/core'
import { createElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { t } from '#web/kit/text'
import type { FormDocument } from '../contract.ts'
import { formCss } from '../rules/forms-css.ts'
import { blank, type Element, formElements } from '../rules/forms-page.ts'
import classes from './forms.module.css'

/** What HTML calls otherwise than React. */
const called: Readonly<Record<string, string>> = {
  ...{ class: 'className', for: 'htmlFor', tabindex: 'tabIndex', novalidate: 'noValidate', autocomplete: 'autoComplete' },
  ...{
    inputmode: 'inputMode',
    maxlength: 'maxLength',
    'accept-charset': 'acceptCharset',
    checked: 'defaultChecked',
    value: 'defaultValue',
  },
}

function drawn(one: Element | string, key: number): ReactNode {
  if (typeof one === 'string') return one
  const { tag, attributes, inside } = one
  // Nothing is sent from a preview.
  const kept = Object.entries(attributes).filter(([name]) => name !== 'action' && name !== 'method')
  const fixed = attributes.type === 'radio' || attributes.type === 'checkbox' || attributes.type === 'hidden'
  const named = kept.map(([name, value]) => [name === 'value' && fixed ? name : (called[name] ?? name), value])
  const given = Object.fromEntries(named) as Record<string, string | true>
  if (tag === 'textarea') return createElement(tag, { ...given, key, defaultValue: inside.join('') })
  return createElement(tag, { ...given, key }, inside.length === 0 ? undefined : inside.map(drawn))
}

/** The form as visitors meet it, as wide as a telephone, drawn from the same elements as the page itself. */
export function FormPreview({ document }: { document: FormDocument }) {
  const host = useRef<HTMLDivElement>(null)
  const [root, setRoot] = useState<ShadowRoot | null>(null)
  const scheme = useComputedColorScheme()
  useEffect(() => {
    if (!host.current) return
    const shadow = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(formCss)
    shadow.adoptedStyleSheets = [sheet]
    setRoot(shadow)
  }, [])
  const elements = formElements(document, blank, { action: '', token: '', visitor: null })
  return (
    <figure className={classes.phone}>
      <div ref={host} inert aria-hidden="true" />
      {root &&
        createPortal(
          <div className={`f-phone f-${scheme}`} lang={document.language}>
            <div className="f-page">{elements.map(drawn)}</div>
          </div>,
          root,
        )}
      <figcaption className="visually-hidden">{t('Preview of the form on a telephone')}</figcaption>
    </figure>
  )
}
