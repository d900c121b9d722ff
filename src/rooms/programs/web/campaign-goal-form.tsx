import { Button, NativeSelect, NumberInput, TagsInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { t } from '#web/kit/text'
import { basedOn, type Conversion, type readCampaign, type setCampaignGoal } from '../contract/campaign-goals.ts'
import classes from './campaign.module.css'
import { baseWords } from './campaign-words.ts'

const kinds: Readonly<Record<Conversion['is'], () => string>> = {
  responded: () => t('responded in any way'),
  form: () => t('filled in these fields completely'),
  said: () => t('did one of these: attended, replied …'),
  lead: () => t('became a lead'),
  accepted: () => t('became a lead that sales accepted'),
  won: () => t('was won'),
}

interface Props {
  campaign: ResultOf<typeof readCampaign>
  busy: boolean
  onSet: (sent: CallOf<typeof setCampaignGoal>) => void
}

/** What counts as a conversion here, and which share is the target. */
export function CampaignGoalForm({ campaign: { id, goal, begun, choices }, busy, onSet }: Props) {
  const [is, setIs] = useState<Conversion['is']>(goal?.conversion.is ?? 'responded')
  const [words, setWords] = useState<string[]>(namesIn(goal?.conversion))
  const [of, setOf] = useState(goal?.of ?? 'reached')
  const [percent, setPercent] = useState<number | string>(goal ? goal.target * 100 : 35)
  const [reason, setReason] = useState('')
  const named = is === 'form' || is === 'said'
  const needsReason = begun && goal !== null
  const target = Number(percent) / 100
  const ready = target > 0 && target <= 1 && (!named || words.length > 0) && (!needsReason || reason.trim().length >= 3)
  return (
    <>
      <div className={classes.form}>
        <NativeSelect
          label={t('A conversion is somebody who')}
          value={is}
          data={Object.entries(kinds).map(([value, label]) => ({ value, label: label() }))}
          onChange={(event) => {
            setIs(event.currentTarget.value as Conversion['is'])
            setWords([])
          }}
        />
        {named && (
          <TagsInput
            label={is === 'form' ? t('Fields') : t('What they did')}
            description={t('Choose, or type one and press Enter.')}
            data={is === 'form' ? choices.fields : choices.words}
            value={words}
            onChange={setWords}
          />
        )}
        <NativeSelect
          label={t('The share is')}
          value={of}
          data={basedOn.map((value) => ({ value, label: baseWords(value) }))}
          onChange={(event) => setOf(event.currentTarget.value === 'responded' ? 'responded' : 'reached')}
        />
        <NumberInput label={t('Target in %')} min={0.1} max={100} decimalScale={1} value={percent} onChange={setPercent} />
        {needsReason && (
          <Textarea
            className={classes.wide}
            label={t('Why it changes')}
            description={t('The campaign has begun, so its target is locked. The change and its reason are shown.')}
            maxLength={400}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </div>
      <Button
        mt="md"
        disabled={!ready}
        loading={busy}
        onClick={() =>
          onSet({
            ...{ id, number: goal?.number ?? 0, of, target, conversion: conversionOf(is, words) },
            ...(needsReason ? { reason: reason.trim() } : {}),
          })
        }
      >
        {goal ? t('Change the target') : t('Set the target')}
      </Button>
    </>
  )
}

function namesIn(conversion: Conversion | undefined): string[] {
  if (conversion?.is === 'form') return [...conversion.fields]
  return conversion?.is === 'said' ? [...conversion.words] : []
}

function conversionOf(is: Conversion['is'], words: string[]): Conversion {
  switch (is) {
    case 'form':
      return { is, fields: words }
    case 'said':
      return { is, words }
    default:
      return { is }
  }
}
