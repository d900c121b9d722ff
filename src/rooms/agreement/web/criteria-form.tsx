import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ListDeclaration } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { FilterGroup } from '#web/kit/list/filter-builder.tsx'
import { lineFor, ruleText } from '#web/kit/list/rule-draft'
import { t } from '#web/kit/text'
import { type ContractDocument, type Criterion, type Exclusion, fadesFrom } from '../contract.ts'
import classes from './contract.module.css'
import { factEndpoints, wordsOf } from './facts.ts'

interface Props {
  document: ContractDocument
  list: ListDeclaration
  onChange: (document: ContractDocument) => void
}

/** A key that none of them has. */
function freshKey(all: readonly { readonly key: string }[], stem: string): string {
  for (let n = all.length + 1; ; n++) if (all.every(({ key }) => key !== `${stem}-${n}`)) return `${stem}-${n}`
}

const put = <P extends { readonly key: string }>(all: readonly P[], part: P) => all.map((one) => (one.key === part.key ? part : one))

/** What is asked first of who they are, of what they did, and of who is never a lead. */
const askedFirst = { fit: 'employees', behaviour: 'responses30', never: 'emailDomain' } as const

/** A rule with a line to be filled in: until then it says nothing. */
function begun(list: ListDeclaration, of: keyof typeof askedFirst): Group {
  const column = list.columns.find(({ key }) => key === askedFirst[of]) ?? list.columns[0]
  return { combinator: 'and', rules: column ? [lineFor(column)] : [] }
}

/** Criteria with their points, and who is never a lead. */
export function CriteriaForm({ document, list, onChange }: Props) {
  const { criteria, exclusions } = document
  const add = (kind: Criterion['kind']) => {
    const made: Criterion = {
      key: freshKey(criteria, kind),
      name: t('New criterion'),
      kind,
      rule: begun(list, kind),
      points: 10,
      fade: null,
    }
    onChange({ ...document, criteria: [...criteria, made] })
  }
  return (
    <>
      {criteria.map((one) => (
        <CriterionCard
          key={one.key}
          one={one}
          list={list}
          onChange={(next) => onChange({ ...document, criteria: put(criteria, next) })}
          onRemove={() => onChange({ ...document, criteria: criteria.filter(({ key }) => key !== one.key) })}
        />
      ))}
      <div className={classes.actions}>
        <Button variant="default" size="xs" onClick={() => add('fit')}>
          {t('Add who they are')}
        </Button>
        <Button variant="default" size="xs" onClick={() => add('behaviour')}>
          {t('Add what they did')}
        </Button>
      </div>
      <h3 className={classes.sub}>{t('Never a lead')}</h3>
      {exclusions.map((one) => (
        <RuleCard
          label={t('Exclusion')}
          empty={t('Without a line nobody is kept out, and it is not saved.')}
          key={one.key}
          one={one}
          list={list}
          onChange={(next) => onChange({ ...document, exclusions: put(exclusions, next) })}
          onRemove={() => onChange({ ...document, exclusions: exclusions.filter(({ key }) => key !== one.key) })}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        onClick={() =>
          onChange({
            ...document,
            exclusions: [...exclusions, { key: freshKey(exclusions, 'never'), name: t('New exclusion'), rule: begun(list, 'never') }],
          })
        }
      >
        {t('Add an exclusion')}
      </Button>
    </>
  )
}

interface CardProps<P> {
  one: P
  list: ListDeclaration
  onChange: (one: P) => void
  onRemove: () => void
}

interface RuleCardProps<P> extends CardProps<P> {
  /** What the name is the name of. */
  label: string
  /** Beside the name. */
  beside?: ReactNode
  /** What it means without any line. */
  empty: string
  /** Below the rule. */
  children?: ReactNode
}

/** A rule with its name. */
function RuleCard<P extends Pick<Exclusion, 'name' | 'rule'>>({
  one,
  list,
  label,
  beside,
  empty,
  children,
  onChange,
  onRemove,
}: RuleCardProps<P>) {
  const { name, rule } = one
  return (
    <fieldset className={classes.card}>
      <legend className="visually-hidden">{name}</legend>
      <div className={classes.fields}>
        <TextInput label={label} value={name} maxLength={120} onChange={(event) => onChange({ ...one, name: event.currentTarget.value })} />
        {beside}
        <Button variant="subtle" color="gray" aria-label={t('Remove {{name}}', { name })} onClick={onRemove}>
          {t('Remove')}
        </Button>
      </div>
      <FilterGroup
        list={list}
        endpoints={factEndpoints}
        columns={columnsOf(list)}
        group={rule}
        name={name}
        onChange={(next) => onChange({ ...one, rule: next })}
      />
      {ruleText(list, rule) === '' && (
        <p className={classes.quiet}>{rule.rules.length === 0 ? empty : t('Not counted and not saved until a line is filled in.')}</p>
      )}
      {children}
    </fieldset>
  )
}

function CriterionCard(props: CardProps<Criterion>) {
  const { one, list, onChange } = props
  const { points, fade } = one
  const words = wordsOf(list)
  return (
    <RuleCard
      {...props}
      label={t('Criterion')}
      empty={t('Without a line everybody gets these points.')}
      beside={
        <NumberInput
          className={classes.tight}
          label={t('Points')}
          value={points}
          min={-1000}
          max={1000}
          decimalScale={2}
          onChange={(value) => typeof value === 'number' && onChange({ ...one, points: value })}
        />
      }
    >
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          label={t('Points fade')}
          value={fade?.since ?? ''}
          data={[
            { value: '', label: t('never') },
            ...fadesFrom.map((key) => ({ value: key, label: t('since: {{fact}}', { fact: words.fact(key) }) })),
          ]}
          onChange={(event) => {
            const since = fadesFrom.find((key) => key === event.currentTarget.value)
            onChange({ ...one, fade: since ? { halfLifeDays: fade?.halfLifeDays ?? 30, since } : null })
          }}
        />
        {fade && (
          <NumberInput
            size="xs"
            label={t('Half is left after days')}
            value={fade.halfLifeDays}
            min={1}
            max={730}
            allowDecimal={false}
            onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ ...one, fade: { ...fade, halfLifeDays: value } })}
          />
        )}
      </div>
    </RuleCard>
  )
}

const columnsOf = (list: ListDeclaration) => [...list.columns, ...(list.custom ?? [])]
