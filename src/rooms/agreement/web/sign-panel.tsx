import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { day, moment } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import { type ContractVersion, type readContract, type Side, sides } from '../contract.ts'
import type { ContractChanges } from './changes.ts'
import classes from './contract.module.css'

type Mine = ResultOf<typeof readContract>['mine']
const sideWords: Record<Side, () => string> = { marketing: () => t('For marketing'), sales: () => t('For sales') }

interface Props {
  version: ContractVersion
  mine: Mine
  changes: ContractChanges
}

/** Who signed for which side, and where one is missing, the way to sign. */
export function SignPanel({ version, mine, changes }: Props) {
  const { state, from, inForceAt, seal } = version
  const when =
    inForceAt !== null
      ? t('Holds from {{when}}', { when: moment(inForceAt) })
      : from !== null
        ? t('To hold from {{day}}, once both sides have signed', { day: day(from) })
        : ''
  return (
    <Panel
      id="signatures"
      title={t('Signatures')}
      hint={when}
      actions={
        state === 'proposed' &&
        mine.signs.length > 0 && (
          <Button variant="default" size="xs" loading={changes.busy} onClick={() => changes.withdraw({ id: version.id })}>
            {t('Back to draft')}
          </Button>
        )
      }
    >
      <div className={classes.signatures}>
        {sides.map((side) => (
          <SignatureCard key={side} side={side} version={version} mine={mine} changes={changes} />
        ))}
      </div>
      {seal !== null && <p className={classes.seal}>{t('Seal {{seal}}', { seal: seal.slice(0, 16) })}</p>}
    </Panel>
  )
}

function SignatureCard({ side, version, mine, changes }: Props & { side: Side }) {
  const [title, setTitle] = useState('')
  const [elsewhere, setElsewhere] = useState<{ name: string; how: string } | null>(null)
  const signed = version.signatures.find((one) => one.side === side)
  const open = !signed && version.state === 'proposed'
  const sent = () => {
    const { id, seal } = version
    const away = elsewhere === null ? {} : { elsewhere: { name: elsewhere.name.trim(), how: elsewhere.how.trim() } }
    changes.sign({ id, side, seal: seal ?? '', ...(title.trim() === '' ? {} : { title: title.trim() }), ...away })
  }
  const lacks = elsewhere !== null && (elsewhere.name.trim().length < 2 || elsewhere.how.trim().length < 3)
  return (
    <div className={classes.signature} data-signed={signed ? true : undefined}>
      <span className={classes.quiet}>{sideWords[side]()}</span>
      {signed && (
        <>
          <p className={classes.signer}>{signed.name}</p>
          <span className={classes.quiet}>{[signed.title, moment(signed.at)].filter(Boolean).join(' · ')}</span>
          {signed.recordedBy && (
            <p className={classes.quiet}>{t('Written down by {{name}}: {{how}}', { name: signed.recordedBy, how: signed.how ?? '' })}</p>
          )}
        </>
      )}
      {!signed && <p className={classes.signer}>{t('Not signed yet')}</p>}
      {open && (mine.signs.includes(side) || mine.records) && (
        <>
          {elsewhere && (
            <>
              <TextInput
                size="xs"
                label={t('Who signed')}
                value={elsewhere.name}
                onChange={(event) => setElsewhere({ ...elsewhere, name: event.currentTarget.value })}
              />
              <TextInput
                size="xs"
                label={t('How it was given')}
                placeholder={t('on paper, by mail of which day')}
                value={elsewhere.how}
                onChange={(event) => setElsewhere({ ...elsewhere, how: event.currentTarget.value })}
              />
            </>
          )}
          <TextInput
            size="xs"
            label={t('Position')}
            value={title}
            maxLength={120}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button size="xs" disabled={lacks} loading={changes.busy} onClick={sent}>
              {elsewhere ? t('Write the signature down') : side === 'sales' ? t('Sign for sales') : t('Sign for marketing')}
            </Button>
            {mine.records && (
              <Button size="xs" variant="subtle" onClick={() => setElsewhere(elsewhere === null ? { name: '', how: '' } : null)}>
                {elsewhere === null ? t('Signed elsewhere') : t('Sign myself')}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  )
}
