import { Button, Textarea } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { day } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type GlossaryWord, readWord, type Side, sides } from '../contract.ts'
import classes from './glossary.module.css'
import type { WordChanges } from './word-changes.ts'
import { WordForm } from './word-form.tsx'

interface Props {
  word: GlossaryWord
  mine: { writes: boolean; confirms: Side[] }
  changes: WordChanges
}

const sideWords: Record<Side, { name: string; says: string; confirm: string }> = {
  marketing: { name: t('Marketing'), says: t('Marketing says'), confirm: t('Confirm for marketing') },
  sales: { name: t('Sales'), says: t('Sales says'), confirm: t('Confirm for sales') },
}

/** One word: what it means, what it is not, whose it is, and who confirmed it. */
export function GlossaryWordCard({ word, mine, changes }: Props) {
  const [open, setOpen] = useState<'change' | 'remove' | 'history' | null>(null)
  const { key, name, origin, version } = word
  const close = () => setOpen(null)
  return (
    <li id={`word-${key}`} className={classes.word} data-wide={open !== null || undefined}>
      <div className={classes.head}>
        <h2 className={classes.name}>{name}</h2>
        {origin === 'own' && <Tag tone="info">{t('your own')}</Tag>}
        {origin === 'otherwise' && <Tag tone="warn">{t('you say it otherwise')}</Tag>}
      </div>
      {open === 'change' ? (
        <WordForm
          start={word}
          action={t('Save the definition')}
          busy={changes.busy}
          onCancel={close}
          onSave={(typed) => changes.define({ ...typed, key, basedOn: version }, close)}
        />
      ) : (
        <>
          <Meaning word={word} />
          <Confirmed word={word} mine={mine} changes={changes} />
          {open === 'remove' && (
            <Removal
              word={word}
              busy={changes.busy}
              onCancel={close}
              onRemove={(reason) => changes.remove({ key, reason, basedOn: version }, close)}
            />
          )}
          {open === 'history' && <History of={key} />}
          <div className={classes.buttons}>
            {mine.writes && (
              <Button size="compact-xs" variant="subtle" aria-label={`${t('Change it')}: ${name}`} onClick={() => setOpen('change')}>
                {t('Change it')}
              </Button>
            )}
            {mine.writes && origin !== 'ours' && open !== 'remove' && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={`${origin === 'own' ? t('Take it out') : t('Back to what Interlock says')}: ${name}`}
                onClick={() => setOpen('remove')}
              >
                {origin === 'own' ? t('Take it out') : t('Back to what Interlock says')}
              </Button>
            )}
            {version > 0 && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={`${t('Before')}: ${name}`}
                aria-expanded={open === 'history'}
                onClick={() => setOpen(open === 'history' ? null : 'history')}
              >
                {t('Before')}
              </Button>
            )}
          </div>
        </>
      )}
    </li>
  )
}

function Meaning({ word: { meaning, example, isNot, ours, ...word } }: { word: GlossaryWord }) {
  return (
    <>
      <p className={classes.meaning}>{meaning}</p>
      <dl className={classes.facts}>
        {sides.map((side) => word[side] && <Line key={side} label={sideWords[side].says} text={word[side]} />)}
        {example && <Line label={t('For example')} text={example} />}
        {isNot && <Line label={t('It is not')} text={isNot} />}
        {ours && <Line label={t('Interlock says')} text={ours.name === word.name ? ours.meaning : `${ours.name}: ${ours.meaning}`} ours />}
      </dl>
    </>
  )
}

const Line = ({ label, text, ours = false }: { label: string; text: string; ours?: boolean }) => (
  <div className={classes.line} data-ours={ours || undefined}>
    <dt>{label}</dt>
    <dd>{text}</dd>
  </div>
)

function Confirmed({ word, mine, changes }: Props) {
  return (
    <ul className={classes.confirmed}>
      {sides.map((side) => {
        const given = word.confirmed[side]
        const Icon = given ? IconCircleCheck : IconCircleDashed
        return (
          <li key={side} data-given={given ? true : undefined}>
            <Icon size={16} stroke={1.8} aria-hidden="true" />
            {given
              ? t('{{side}}: {{name}}, {{day}}', { side: sideWords[side].name, name: given.name, day: day(given.at) })
              : sideWords[side].name}
            {!given && !mine.confirms.includes(side) && <span className={classes.quiet}>{t('not confirmed yet')}</span>}
            {!given && mine.confirms.includes(side) && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={changes.busy}
                aria-label={`${sideWords[side].confirm}: ${word.name}`}
                onClick={() => changes.confirm(side, [word])}
              >
                {t('Confirm')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface RemovalProps {
  word: GlossaryWord
  busy: boolean
  onRemove: (reason: string) => void
  onCancel: () => void
}

function Removal({ word: { origin }, busy, onRemove, onCancel }: RemovalProps) {
  const [reason, setReason] = useState('')
  return (
    <div className={classes.form}>
      <Textarea label={t('Why')} autosize maxLength={2000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <div className={classes.buttons}>
        <Button size="xs" color="ember" disabled={reason.trim().length < 3} loading={busy} onClick={() => onRemove(reason)}>
          {origin === 'own' ? t('Take it out') : t('Back to what Interlock says')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
    </div>
  )
}

function History({ of: key }: { of: string }) {
  const { data } = useAsk(readWord, { key })
  if (!data) return <Loading what={t('what this word meant before')} lines={2} />
  return (
    <ol className={classes.history}>
      {data.versions.map(({ number, gone, meaning, reason, by, at }) => (
        <li key={number}>
          <span className={classes.quiet}>
            {number} · {by} · {day(at)}
          </span>
          <p>{gone ? t('Taken back') : meaning}</p>
          <p className={classes.quiet}>{reason}</p>
        </li>
      ))}
    </ol>
  )
}
