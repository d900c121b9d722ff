import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type PayMotion, type PayOrigin, type PayPlanShown, type PayRate, type PayRole, tryPayPlan } from '../contract/pay.ts'
import classes from './pay.module.css'
import type { PayChanges } from './pay-changes.ts'
import { GapTable, motionNames, originNames, PastTables, roleNames } from './pay-tables.tsx'

interface FormProps {
  plan: PayPlanShown | null
  changes: PayChanges
  onClose: () => void
}

const firstRates: readonly PayRate[] = [{ origin: 'any', role: 'seller', motion: 'any', percent: 5, above: 0 }]

/** Describes a plan, tells what it pays by origin and what it would have paid, and only then saves it. */
export function PayForm({ plan, changes, onClose }: FormProps) {
  const [name, setName] = useState(plan?.name ?? '')
  const [rates, setRates] = useState<readonly (PayRate & { key: number })[]>(
    (plan?.versions[0]?.document.rates ?? firstRates).map((rate, key) => ({ ...rate, key })),
  )
  const [understood, setUnderstood] = useState(false)
  const [why, setWhy] = useState('')
  const look = useSend(tryPayPlan)
  const document = { rates: rates.map(({ key: _, ...rate }) => rate) }
  const change = (next: readonly (PayRate & { key: number })[]) => {
    setRates(next)
    setUnderstood(false)
    look.reset()
  }
  const set = (key: number, more: Partial<PayRate>) => change(rates.map((rate) => (rate.key === key ? { ...rate, ...more } : rate)))
  const found = look.data
  const ready = found !== undefined && name.trim() !== '' && (found.warning === null || understood)
  const save = () => changes.save({ id: plan?.id ?? null, name: name.trim(), document, understood, why: why.trim() || null }, onClose)
  return (
    <Panel
      id="pay-form"
      title={plan ? t('A new version of {{name}}', { name: plan.name }) : t('A new pay plan')}
      hint={t(
        'Of the rates that fit a sale, those that say most about it count. A rate pays on what lies above its threshold, up to the next one.',
      )}
    >
      <form
        className={classes.stack}
        aria-label={t('Pay plan')}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) save()
          else look.mutate({ document })
        }}
      >
        <TextInput
          label={t('Name')}
          withAsterisk
          required={found !== undefined}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          className={classes.name}
        />
        {rates.map((rate, place) => (
          <RateRow
            key={rate.key}
            rate={rate}
            place={place + 1}
            onSet={(more) => set(rate.key, more)}
            onRemove={rates.length > 1 ? () => change(rates.filter(({ key }) => key !== rate.key)) : undefined}
          />
        ))}
        <span>
          <Button
            size="xs"
            variant="subtle"
            disabled={rates.length >= 60}
            onClick={() =>
              change([
                ...rates,
                { ...(rates.at(-1) ?? firstRates[0]), key: Math.max(...rates.map(({ key }) => key)) + 1 } as PayRate & { key: number },
              ])
            }
          >
            {t('Add a rate')}
          </Button>
        </span>
        {look.error && <Failed error={look.error} what={t('look at this plan')} />}
        {found && (
          <Notice
            tone={found.warning === null ? 'good' : 'warn'}
            live
            title={found.warning ?? t('It pays the same sale alike, wherever the customer came from.')}
          >
            <div className={classes.stack}>
              {found.gaps.length > 0 && <GapTable gaps={found.gaps} />}
              <PastTables past={found.past} />
              {found.warning !== null && (
                <>
                  <Textarea
                    label={t('Why it is to be saved all the same')}
                    autosize
                    maxLength={2_000}
                    value={why}
                    onChange={(event) => setWhy(event.currentTarget.value)}
                  />
                  <Checkbox
                    label={t('I read this warning')}
                    checked={understood}
                    onChange={(event) => setUnderstood(event.currentTarget.checked)}
                  />
                </>
              )}
            </div>
          </Notice>
        )}
        <div className={classes.actions}>
          {found ? (
            <Button type="submit" disabled={found.warning !== null && !understood} loading={changes.busy}>
              {t('Save')}
            </Button>
          ) : (
            <Button type="submit" loading={look.isPending}>
              {t('See what it pays')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

interface RowProps {
  rate: PayRate
  place: number
  onSet: (more: Partial<PayRate>) => void
  onRemove: (() => void) | undefined
}

const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }))
const numberIn = (value: string | number) => Math.max(0, Number(value) || 0)

function RateRow({ rate, place, onSet, onRemove }: RowProps) {
  return (
    <fieldset className={classes.rate}>
      <legend className="visually-hidden">{t('Rate {{n}}', { n: place })}</legend>
      <NativeSelect
        size="xs"
        label={t('Origin')}
        value={rate.origin}
        data={options(originNames)}
        onChange={(event) => onSet({ origin: event.currentTarget.value as PayOrigin })}
      />
      <NativeSelect
        size="xs"
        label={t('Role')}
        value={rate.role}
        data={options(roleNames)}
        onChange={(event) => onSet({ role: event.currentTarget.value as PayRole })}
      />
      <NativeSelect
        size="xs"
        label={t('Motion')}
        value={rate.motion}
        data={options(motionNames)}
        onChange={(event) => onSet({ motion: event.currentTarget.value as PayMotion })}
      />
      <NumberInput
        size="xs"
        label={t('Above')}
        min={0}
        hideControls
        value={rate.above}
        onChange={(value) => onSet({ above: numberIn(value) })}
      />
      <NumberInput
        size="xs"
        label={t('Percent')}
        min={0}
        max={100}
        hideControls
        value={rate.percent}
        onChange={(value) => onSet({ percent: Math.min(100, numberIn(value)) })}
      />
      <ActionIcon variant="subtle" color="gray" disabled={!onRemove} onClick={onRemove} aria-label={t('Remove rate {{n}}', { n: place })}>
        <IconTrash size={16} aria-hidden="true" />
      </ActionIcon>
    </fieldset>
  )
}
