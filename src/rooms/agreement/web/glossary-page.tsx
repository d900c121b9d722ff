import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type GlossaryWord, readWords, type Side } from '../contract.ts'
import classes from './glossary.module.css'
import { GlossaryWordCard } from './glossary-word.tsx'
import { useWordChanges, type WordChanges } from './word-changes.ts'
import { WordForm } from './word-form.tsx'

type Words = ResultOf<typeof readWords>

/** The words that both sides use, each with one meaning. */
export default function GlossaryPage() {
  const found = useAsk(readWords, {})
  const changes = useWordChanges()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('Words')}
      width="wide"
      lead={t('One word, one meaning, for marketing and sales. What a word means here is what screens and reports mean by it.')}
      actions={
        found.data?.mine.writes &&
        !adding && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('Add a word')}
          </Button>
        )
      }
    >
      <div className={classes.sticky}>
        <LastChange changes={changes} what={t('change the words')} />
      </div>
      {adding && (
        <Panel id="new" title={t('A word of your own')}>
          <WordForm
            action={t('Add it')}
            busy={changes.busy}
            onCancel={() => setAdding(false)}
            onSave={(typed) => changes.define({ ...typed, basedOn: 0 }, () => setAdding(false))}
          />
        </Panel>
      )}
      <Answered query={found} what={t('the words')} lines={8}>
        {(answer) => <All words={answer.words} mine={answer.mine} changes={changes} />}
      </Answered>
    </Page>
  )
}

const saysIt = ({ name, meaning, marketing, sales, example, isNot }: GlossaryWord, text: string) =>
  [name, meaning, marketing, sales, example, isNot].some((part) => part?.toLowerCase().includes(text))

function All({ words, mine, changes }: Words & { changes: WordChanges }) {
  const [typed, setTyped] = useState('')
  const text = typed.trim().toLowerCase()
  const shown = words.filter((word) => text === '' || saysIt(word, text))
  useAnchor()
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          className={classes.find}
          label={t('Find a word')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Standing words={words} mine={mine} changes={changes} />
      </div>
      {shown.length === 0 && (
        <Empty title={t('No word here says “{{text}}”', { text: typed.trim() })}>
          {t('Look for another part of it, or add it as a word of your own.')}
        </Empty>
      )}
      <ul className={classes.words}>
        {shown.map((word) => (
          <GlossaryWordCard key={word.key} word={word} mine={mine} changes={changes} />
        ))}
      </ul>
    </>
  )
}

/** How far each side is, and the way to confirm all that is left. */
function Standing({ words, mine, changes }: Words & { changes: WordChanges }) {
  const side = (which: Side, says: string, all: (n: number) => string) => {
    const left = words.filter(({ confirmed }) => confirmed[which] === null)
    return (
      <div className={classes.side}>
        <span>
          <span className={classes.quiet}>{says}</span>{' '}
          {t('{{done}} of {{all}} confirmed', { done: words.length - left.length, all: words.length })}
        </span>
        {left.length > 0 && mine.confirms.length === 1 && mine.confirms[0] === which && (
          <Button size="xs" loading={changes.busy} onClick={() => changes.confirm(which, left)}>
            {all(left.length)}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div className={classes.sides}>
      {side('marketing', t('Marketing'), (n) => tn(n, 'Confirm {{n}} for marketing', 'Confirm {{n}} for marketing'))}
      {side('sales', t('Sales'), (n) => tn(n, 'Confirm {{n}} for sales', 'Confirm {{n}} for sales'))}
    </div>
  )
}

/** Goes to the word that the address names, once the words are there. */
function useAnchor() {
  useEffect(() => {
    const key = decodeURIComponent(globalThis.location.hash.slice(1))
    if (key !== '') document.getElementById(`word-${key}`)?.scrollIntoView()
  }, [])
}
