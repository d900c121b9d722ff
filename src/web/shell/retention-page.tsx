import { Button, Checkbox, Group, NativeSelect, NumberInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { noRule, readRule } from '#kernel/rule'
import {
  leastAuditMonths,
  mostMailDays,
  type RetentionRules,
  readRetention,
  setRetention,
  tryRetention,
} from '#platform/retention/contract'
import { personEndpoints, personList } from '#rooms/accounts/contract'
import { useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { FilterGroup } from '#web/kit/list/filter-builder.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { DryRun, ruleNames } from './retention-dry-run.tsx'
import { Holds, RunNow } from './retention-ends.tsx'
import classes from './rights-page.module.css'
import { useCompany } from './session.ts'
import settings from './settings-page.module.css'

type Told = ResultOf<typeof readRetention>

/** How long what is kept, tried out before anything goes; set by owners. */
export default function RetentionPage() {
  const told = useAsk(readRetention, {})
  return (
    <Page
      title={t('How long data is kept')}
      lead={t(
        'Everything is kept for ever until an owner says otherwise. Rules run once a day, the first time a day after they are saved.',
      )}
    >
      <Answered query={told} what={t('the rules of retention')} lines={8}>
        {(found) => (
          <div className={settings.stack}>
            <Course told={found} />
            <RulesForm key={JSON.stringify(found.rules)} written={found.rules} />
            <Holds holds={found.holds} />
          </div>
        )}
      </Answered>
    </Page>
  )
}

/** When the next run is, and what the last one did. */
function Course({ told: { nextRun, running, lastRun } }: { told: Told }) {
  if (nextRun === null && lastRun === null) return null
  const counts = Object.entries(lastRun?.counts ?? {}).filter(([, count]) => count > 0)
  return (
    <Notice
      tone="private"
      title={
        running ? t('A run is under way') : nextRun ? t('The next run is on {{when}}', { when: moment(nextRun) }) : t('No run is planned')
      }
    >
      {lastRun !== null &&
        (counts.length === 0
          ? t('The last run, on {{when}}, found nothing that was due.', { when: moment(lastRun.finishedAt) })
          : t('The last run, on {{when}}, cleared: {{what}}.', {
              when: moment(lastRun.finishedAt),
              what: counts.map(([rule, count]) => `${ruleNames[rule as keyof typeof ruleNames]} ${count}`).join(', '),
            }))}
    </Notice>
  )
}

const defaultPeople: NonNullable<RetentionRules['people']> = { afterMonths: 36, how: 'erase', customers: false, filter: '' }

function RulesForm({ written }: { written: RetentionRules }) {
  const owns = useCompany()?.role === 'owner'
  const [rules, change] = useState(written)
  const queries = useQueryClient()
  const attempt = useSend(tryRetention)
  const save = useSend(setRetention, { onSuccess: () => queries.invalidateQueries() })
  const put = (next: Partial<RetentionRules>) => {
    attempt.reset()
    save.reset()
    change({ ...rules, ...next })
  }
  const months = (key: 'textsAfterMonths' | 'filesAfterMonths' | 'undoAfterMonths' | 'auditAfterMonths', least = 1) => (
    <Kept unit={t('months')} least={least} most={240} disabled={!owns} value={rules[key]} onChange={(value) => put({ [key]: value })} />
  )
  return (
    <form
      className={settings.stack}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(rules)
      }}
    >
      <PeopleRule people={rules.people} disabled={!owns} onChange={(people) => put({ people })} />
      <Panel id="others" title={t('What else is kept')} hint={t('An empty field keeps it for ever.')}>
        <div className={settings.stack}>
          <Line what={t('Notes and texts of activities')} means={t('Their text goes, that they were there stays.')}>
            {months('textsAfterMonths')}
          </Line>
          <Line what={t('Imported files')} means={t('The records that came with them stay, and so does undo of the import.')}>
            {months('filesAfterMonths')}
          </Line>
          <Line
            what={t('What personal fields held before a change')}
            means={t('Changes that knew such a value cannot be undone any more.')}
          >
            {months('undoAfterMonths')}
          </Line>
          <Line what={t('Entries of the audit log on accounts, access and keys')} means={t('Kept for half a year at least.')}>
            {months('auditAfterMonths', leastAuditMonths)}
          </Line>
          <Line what={t('Mails of the outbox')} means={t('They go after 30 days in any case.')}>
            <Kept
              unit={t('days')}
              least={1}
              most={mostMailDays}
              disabled={!owns}
              value={rules.mailsAfterDays}
              onChange={(mailsAfterDays) => put({ mailsAfterDays })}
            />
          </Line>
        </div>
      </Panel>
      <Group className="screen-only">
        <Button variant="default" loading={attempt.isPending} onClick={() => attempt.mutate(rules)}>
          {t('Show what would go')}
        </Button>
        <Button type="submit" disabled={!owns || JSON.stringify(rules) === JSON.stringify(written)} loading={save.isPending}>
          {t('Save these rules')}
        </Button>
      </Group>
      {attempt.error && <Failed error={attempt.error} what={t('find out what would go')} />}
      {save.error && <Failed error={save.error} what={t('save these rules')} />}
      {attempt.data && <DryRun found={attempt.data} />}
      {owns && JSON.stringify(rules) === JSON.stringify(written) && <RunNow rules={written} />}
    </form>
  )
}

interface PeopleRuleProps {
  people: RetentionRules['people']
  disabled: boolean
  onChange: (people: RetentionRules['people']) => void
}

function PeopleRule({ people, disabled, onChange }: PeopleRuleProps) {
  const rule = people ? readRule(personList, people.filter) : noRule
  return (
    <Panel
      id="people"
      title={t('People of whom nothing was heard')}
      hint={t(
        'Nothing dated in any record about them: no activity, note, touch, lead, deal or consent. With an open deal they always stay.',
      )}
    >
      <div className={settings.stack}>
        <Checkbox
          label={t('Clear people after a time')}
          disabled={disabled}
          checked={people !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? defaultPeople : null)}
        />
        {people && (
          <>
            <div className={classes.objects}>
              <NumberInput
                label={t('Months without anything')}
                disabled={disabled}
                min={1}
                max={240}
                value={people.afterMonths}
                onChange={(value) => onChange({ ...people, afterMonths: Number(value) || 1 })}
              />
              <NativeSelect
                label={t('They are')}
                disabled={disabled}
                data={[
                  { value: 'erase', label: t('erased: no import brings them back') },
                  { value: 'anonymise', label: t('made anonymous: they may come again as new') },
                ]}
                value={people.how}
                onChange={(event) => onChange({ ...people, how: event.currentTarget.value === 'erase' ? 'erase' : 'anonymise' })}
              />
            </div>
            <Checkbox
              label={t('Also people of companies that have won deals')}
              disabled={disabled}
              checked={people.customers}
              onChange={(event) => onChange({ ...people, customers: event.currentTarget.checked })}
            />
            <div>
              <p>{t('Only people of whom this is so:')}</p>
              <FilterGroup
                list={personList}
                endpoints={personEndpoints}
                columns={personList.columns.filter((column) => !column.fixed)}
                group={rule}
                name={t('People to clear')}
                onChange={(group) => onChange({ ...people, filter: group.rules.length === 0 ? '' : JSON.stringify(group) })}
              />
            </div>
          </>
        )}
      </div>
    </Panel>
  )
}

function Line({ what, means, children }: { what: string; means: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend>{what}</legend>
      <p>{means}</p>
      {children}
    </fieldset>
  )
}

interface KeptProps {
  unit: string
  least: number
  most: number
  disabled: boolean
  value: number | null
  onChange: (value: number | null) => void
}

function Kept({ unit, least, most, disabled, value, onChange }: KeptProps) {
  return (
    <NumberInput
      className={classes.role ?? ''}
      label={t('Kept for so many {{unit}}', { unit })}
      placeholder={t('for ever')}
      min={least}
      max={most}
      disabled={disabled}
      value={value ?? ''}
      onChange={(typed) => onChange(typed === '' ? null : Number(typed))}
    />
  )
}
