import { Button, Checkbox, MultiSelect, NumberInput, TextInput } from '@mantine/core'
import type { ListDeclaration } from '#kernel/list'
import { t } from '#web/kit/text'
import type { ContractDocument } from '../contract.ts'
import { ClockInput } from './clock-input.tsx'
import classes from './contract.module.css'
import { wordsOf } from './facts.ts'

interface Props {
  document: ContractDocument
  list: ListDeclaration
  onChange: (document: ContractDocument) => void
}

const orNothing = (value: number | string) => (typeof value === 'number' ? value : null)
const asPercent = (value: number | null) => (value === null ? '' : Math.round(value * 1000) / 10)

/** The threshold, what must be known, and what each side promises. */
export function DutiesForm({ document, list, onChange }: Props) {
  const { marketing, sales, clocks, nurture, rejections } = document
  const words = wordsOf(list)
  const facts = [...list.columns, ...(list.custom ?? [])].filter(({ required }) => !required)
  const promised = (change: Partial<ContractDocument['marketing']>) => onChange({ ...document, marketing: { ...marketing, ...change } })
  const reason = (key: string, change: Partial<ContractDocument['rejections'][number]>) =>
    onChange({ ...document, rejections: rejections.map((one) => (one.key === key ? { ...one, ...change } : one)) })
  return (
    <>
      <h3 className={classes.sub}>{t('Who counts as a lead')}</h3>
      <div className={classes.fields}>
        <NumberInput
          className={classes.tight}
          label={t('Points from which')}
          value={document.threshold}
          decimalScale={2}
          onChange={(value) => typeof value === 'number' && onChange({ ...document, threshold: value })}
        />
        <MultiSelect
          label={t('Must be known')}
          searchable
          data={facts.map(({ key }) => ({ value: key, label: words.fact(key) }))}
          value={document.required}
          onChange={(required) => onChange({ ...document, required })}
        />
      </div>
      <h3 className={classes.sub}>{t('Marketing promises')}</h3>
      <div className={classes.fields}>
        <NumberInput
          label={t('Leads a month')}
          min={0}
          allowDecimal={false}
          value={marketing.leadsAMonth ?? ''}
          onChange={(value) => promised({ leadsAMonth: orNothing(value) })}
        />
        <Percent
          label={t('Share that sales accepts')}
          value={marketing.acceptedShare}
          onChange={(acceptedShare) => promised({ acceptedShare })}
        />
        <Percent
          label={t('Share of new pipeline from marketing')}
          value={marketing.pipelineShare}
          onChange={(pipelineShare) => promised({ pipelineShare })}
        />
      </div>
      <h3 className={classes.sub}>{t('Sales promises')}</h3>
      <ClockInput
        label={t('Accepted or rejected within')}
        value={sales.accept}
        onChange={(accept) => onChange({ ...document, sales: { ...sales, accept } })}
      />
      <ClockInput
        label={t('First contact within')}
        value={sales.firstContact}
        onChange={(firstContact) => onChange({ ...document, sales: { ...sales, firstContact } })}
      />
      <div className={classes.fields}>
        <NumberInput
          label={t('Tries')}
          min={1}
          max={50}
          allowDecimal={false}
          value={sales.tries}
          onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ ...document, sales: { ...sales, tries: value } })}
        />
        <NumberInput
          label={t('Days of rest in nurture after the tries')}
          min={0}
          max={730}
          allowDecimal={false}
          disabled={!nurture.afterTries}
          value={nurture.restDays}
          onChange={(value) => typeof value === 'number' && onChange({ ...document, nurture: { ...nurture, restDays: value } })}
        />
        <Checkbox
          label={t('Back to nurture after the tries')}
          checked={nurture.afterTries}
          onChange={(event) => onChange({ ...document, nurture: { ...nurture, afterTries: event.currentTarget.checked } })}
        />
      </div>
      <h3 className={classes.sub}>{t('Clocks')}</h3>
      <ClockInput
        label={t('In the right channel within')}
        value={clocks.place}
        onChange={(place) => onChange({ ...document, clocks: { ...clocks, place } })}
      />
      <ClockInput
        label={t('Hand-over failed after')}
        value={clocks.failed}
        onChange={(failed) => onChange({ ...document, clocks: { ...clocks, failed } })}
      />
      <ClockInput label={t('Cold after')} value={clocks.cold} onChange={(cold) => onChange({ ...document, clocks: { ...clocks, cold } })} />
      <TextInput
        label={t('Team whose calendar counts')}
        description={t('Empty for the calendar of the company')}
        value={document.team ?? ''}
        maxLength={200}
        onChange={(event) => onChange({ ...document, team: event.currentTarget.value === '' ? null : event.currentTarget.value })}
      />
      <h3 className={classes.sub}>{t('Agreed reasons for rejection')}</h3>
      {rejections.map(({ key, name, returns, restDays }) => (
        <div key={key} className={classes.fields}>
          <TextInput
            aria-label={t('Reason')}
            value={name}
            maxLength={120}
            onChange={(event) => reason(key, { name: event.currentTarget.value })}
          />
          <Checkbox
            label={t('Back to nurture')}
            aria-label={t('{{name}}: back to nurture', { name })}
            checked={returns}
            onChange={(event) => reason(key, { returns: event.currentTarget.checked, restDays: event.currentTarget.checked ? 30 : null })}
          />
          <NumberInput
            className={classes.tight}
            aria-label={t('{{name}}: days of rest', { name })}
            min={0}
            max={730}
            allowDecimal={false}
            suffix={` ${t('days')}`}
            disabled={!returns}
            value={restDays ?? ''}
            onChange={(value) => reason(key, { restDays: orNothing(value) })}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('Remove {{name}}', { name })}
            onClick={() => onChange({ ...document, rejections: rejections.filter((one) => one.key !== key) })}
          >
            {t('Remove')}
          </Button>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        onClick={() => {
          const taken = new Set(rejections.map(({ key }) => key))
          const key = Array.from({ length: 41 }, (_, n) => `reason-${n + 1}`).find((one) => !taken.has(one)) ?? 'reason'
          onChange({ ...document, rejections: [...rejections, { key, name: t('New reason'), returns: true, restDays: 30 }] })
        }}
      >
        {t('Add a reason')}
      </Button>
    </>
  )
}

function Percent({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  return (
    <NumberInput
      label={label}
      min={0}
      max={100}
      decimalScale={1}
      suffix=" %"
      value={asPercent(value)}
      onChange={(typed) => onChange(typeof typed === 'number' ? Math.round(typed * 10) / 1000 : null)}
    />
  )
}
