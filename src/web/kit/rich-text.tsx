import type { ReactElement } from 'react'
import { Trans } from 'react-i18next'
import { type Gaps, texts } from './text.ts'

interface RichTextProps {
  /** The English text with its elements by name: "Read <link>the page</link>." */
  text: string
  /** The elements by their names. */
  parts: Readonly<Record<string, ReactElement>>
  gaps?: Gaps
}

/** A text with elements inside, such as links; a translator may put them elsewhere in the sentence. */
export function RichText({ text, parts, gaps = {} }: RichTextProps) {
  return (
    <Trans
      i18n={texts}
      i18nKey={text}
      defaults={text}
      components={parts}
      values={gaps}
      tOptions={{ interpolation: { escapeValue: true } }}
    />
  )
}
