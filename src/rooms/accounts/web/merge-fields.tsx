import type { ResultOf } from '#kernel/endpoint'
import type { Instant } from '#kernel/time'
import { moment } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { MergeEndpoints } from '../contract/merge.ts'
import classes from './merge.module.css'
import { whyWords } from './merge-words.ts'

type Side = ResultOf<MergeEndpoints['look']>

interface MergeFieldsProps {
  side: Side
  keep: string
  onKeep: (id: string) => void
  /** Whose value each field takes, where somebody chose. */
  choices: Readonly<Record<string, string>>
  onChoose: (key: string, id: string) => void
}

/** Records side by side, a row for each field, one value of each chosen; stacked on a phone. */
export function MergeFields({ side, keep, onKeep, choices, onChoose }: MergeFieldsProps) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{t('Field by field')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('Field')}</th>
          {side.records.map(({ id, name }) => (
            <th scope="col" key={id}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row" className={classes.field}>
            {t('Is kept')}
          </th>
          {side.records.map(({ id, name, owner }) => (
            <td key={id} data-of={name}>
              <label className={classes.choice}>
                <input type="radio" name="keep" checked={id === keep} onChange={() => onKeep(id)} />
                <span>
                  {id === keep ? <Tag tone="good">{t('kept')}</Tag> : t('goes into it')}
                  <span className={classes.why}>{owner === null ? t('without an owner') : t('of {{owner}}', { owner })}</span>
                </span>
              </label>
            </td>
          ))}
        </tr>
        {side.fields.map((field) => (
          <FieldRow key={field.key} field={field} side={side} chosen={choices[field.key] ?? field.from} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  )
}

interface FieldRowProps {
  field: Side['fields'][number]
  side: Side
  chosen: string
  onChoose: (key: string, id: string) => void
}

function FieldRow({ field: { key, label, fixed, differs, from, why, values }, side, chosen, onChoose }: FieldRowProps) {
  const alike = key === 'account' && differs && new Set(values.flatMap(({ value }) => (value === null ? [] : [value]))).size === 1
  return (
    <tr className={differs ? classes.differs : undefined}>
      <th scope="row" className={classes.field}>
        {label}
        {differs && <span className="visually-hidden"> {t('(differs)')}</span>}
        {alike && <span className={classes.why}>{t('several of this name')}</span>}
      </th>
      {values.map(({ id, value }) => (
        <td key={id} data-of={side.records.find((one) => one.id === id)?.name}>
          {value === null ? (
            <span className={classes.none}>{t('empty')}</span>
          ) : (
            <label className={classes.choice}>
              <input type="radio" name={key} checked={chosen === id} disabled={fixed} onChange={() => onChoose(key, id)} />
              <span>
                {key === 'made' ? moment(value as Instant) : value}
                {from === id && differs && <span className={classes.why}>{whyWords(why)}</span>}
              </span>
            </label>
          )}
        </td>
      ))}
    </tr>
  )
}
