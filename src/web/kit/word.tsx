import { HoverCard } from '@mantine/core'
import { type ComponentType, createContext, type ReactNode, use } from 'react'
import { AppLink } from './link.tsx'
import { t } from './text.ts'
import { overMain } from './theme.ts'
import classes from './word.module.css'

const Explanation = createContext<ComponentType<{ word: string }>>(() => null)

/** Says how words are explained. The kit knows no glossary: whoever puts the product together brings one. */
export const ExplainsWords = Explanation.Provider

/** A word of the glossary in a sentence; on hover and focus it says what both sides mean by it. It is asked for when somebody looks. */
export function Word({ word, children }: { word: string; children?: ReactNode }) {
  const Explained = use(Explanation)
  return (
    <HoverCard width={340} shadow="md" withArrow position="bottom-start" role="tooltip" interactive openDelay={180} portalProps={overMain}>
      <HoverCard.Target>
        <button type="button" className={classes.word}>
          {children}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={classes.card}>
        <Explained word={word} />
      </HoverCard.Dropdown>
    </HoverCard>
  )
}

interface WordCardProps {
  name: string
  meaning: string
  example: string | null
  isNot: string | null
  /** Who stands behind it, for example "Confirmed by both sides". */
  standing: string
  href: string
}

/** What a word means, as its tip shows it. */
export function WordCard({ name, meaning, example, isNot, standing, href }: WordCardProps) {
  return (
    <>
      <p className={classes.name}>{name}</p>
      <p>{meaning}</p>
      {example && (
        <p className={classes.more}>
          <span className={classes.label}>{t('For example')}</span> {example}
        </p>
      )}
      {isNot && (
        <p className={classes.more}>
          <span className={classes.label}>{t('It is not')}</span> {isNot}
        </p>
      )}
      <p className={classes.foot}>
        {standing} · <AppLink href={href}>{t('All words')}</AppLink>
      </p>
    </>
  )
}
