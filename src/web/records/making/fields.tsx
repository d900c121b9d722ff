import { Button } from '@mantine/core'
import { customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import { type AlongKind, alongKinds } from '#kernel/making-endpoints'
import { changes } from '#kernel/rights'
import { personRecord } from '#rooms/accounts/contract'
import { taskOwners } from '#rooms/leads/contract'
import { getCompany, listRates } from '#rooms/workspace/contract'
import { useAsk } from '#web/client/queries'
import { useReadable, useRights } from '#web/client/rights'
import { labelOf } from '#web/kit/list/cell.tsx'
import { newWords } from '#web/kit/making'
import { t } from '#web/kit/text'
import type { DealPlace } from './deal-place.ts'
import { type Draft, withAlong, withValue } from './draft.ts'
import { alongFields, makingKinds } from './kinds.ts'
import classes from './making.module.css'
import { MakingField } from './making-field.tsx'
import { RecordSearch } from './record-search.tsx'

interface FieldsProps {
  list: ListDeclaration
  columns: readonly ListColumn[]
  draft: Draft
  wrong: Readonly<Record<string, string>>
  place: DealPlace
  onDraft: (draft: Draft) => void
}

const isAlong = (key: string): key is AlongKind => (alongKinds as readonly string[]).includes(key)

/** The fields of a new record, each with its label, what is wrong with it below, and what it is chosen from. */
export function Fields({ list, columns, draft, wrong, place, onDraft }: FieldsProps) {
  const owners = useAsk(taskOwners, {}, { staleTime: 60_000 })
  const company = useAsk(getCompany, {}, { staleTime: 300_000 })
  const rates = useAsk(listRates, {}, { enabled: list.kind === 'deal', staleTime: 300_000 })
  const won = useAsk(
    personRecord.read,
    { id: draft.values.person ?? '' },
    { enabled: list.kind === 'lead' && Boolean(draft.values.person) },
  )
  const first = columns[0]?.key
  const type = (key: string) => (value: string) => onDraft(withValue(draft, key, value))
  const kind = place.stage?.kind ?? 'open'
  const shown = columns.filter(({ key }) => {
    if (list.kind !== 'deal') return true
    if (key === 'closed') return kind !== 'open'
    if (key === 'lostReason') return kind === 'lost'
    return key !== 'expected' || kind === 'open'
  })
  const chosenFrom = (key: string): Partial<Parameters<typeof MakingField>[0]> => {
    if (key === 'owner') {
      // Who owns nothing yet is no member by name; they become one with the first record that is theirs.
      const me = owners.data?.me === null ? [{ id: 'me', label: t('Me') }] : []
      return { choices: [...me, ...(owners.data?.owners ?? []).map(({ id, name }) => ({ id, label: name }))], unchosen: t('Nobody') }
    }
    if (key === 'solution') return { choices: place.solutions.map(({ id, name }) => ({ id, label: name })), unchosen: t('Not said') }
    if (key === 'pipeline')
      return {
        choices: place.pipelines.map(({ id, name }) => ({ id, label: name || t('Without a name') })),
        value: place.pipeline?.id ?? '',
        description: place.why ?? undefined,
      }
    if (key === 'stage')
      return { choices: (place.pipeline?.stages ?? []).map(({ id, name }) => ({ id, label: name })), value: place.stage?.id ?? '' }
    if (key === 'currency') {
      const own = company.data?.currency
      const proposed = [...new Set([...(own ? [own] : []), ...(rates.data?.rates ?? []).map(({ currency }) => currency)])]
      return { proposed, description: own ? t('{{currency}} when left empty', { currency: own }) : undefined }
    }
    if (key === 'closed') return { required: true, label: kind === 'won' ? t('Won on') : t('Lost on') }
    if (key === 'lostReason') return { required: true }
    if (key === 'opened' || key === 'created') return { description: t('Today when left empty') }
    if (key === 'source') return { description: sourceWords(list, won.data?.cells.origin) }
    if (key === 'externalId') return { description: t('Then the next import knows it') }
    return {}
  }
  return (
    <>
      {shown.map((column) => {
        const { key } = column
        if (isAlong(key))
          return <Named key={key} kind={key} list={list} draft={draft} wrong={wrong} onDraft={onDraft} focused={key === first} />
        return (
          <div key={key} className={key === list.name || customField(key) !== null ? classes.wide : undefined}>
            <MakingField
              column={column}
              {...(key === list.name ? { label: t('Name'), required: true } : {})}
              value={draft.values[key] ?? ''}
              error={wrong[key]}
              focused={key === first}
              onType={type(key)}
              {...chosenFrom(key)}
            />
          </div>
        )
      })}
    </>
  )
}

/** What typing a source means: the first origin of somebody stays for ever. */
function sourceWords({ kind }: ListDeclaration, origin: unknown): string | undefined {
  if (kind === 'lead' && typeof origin === 'string') return t('Won first by: {{origin}}. That stays; what you type is noted.', { origin })
  return kind === 'person' || kind === 'lead' ? t('How they were won; noted as typed in by hand') : undefined
}

interface NamedProps extends Pick<FieldsProps, 'list' | 'draft' | 'wrong' | 'onDraft'> {
  kind: AlongKind
  focused: boolean
}

/** Another record that the new one names: found among those that are there, or made along. */
function Named({ kind, list, draft, wrong, onDraft }: NamedProps) {
  const rights = useRights()
  const along = draft.along[kind]
  const id = draft.values[kind] ?? ''
  const column = list.columns.find(({ key }) => key === kind)
  const label = column ? labelOf(column) : ''
  if (along === undefined)
    return (
      <div className={classes.wide} data-field={kind}>
        <RecordSearch
          kind={kind}
          label={label}
          required={list.kind === 'lead'}
          error={wrong[kind]}
          description={undefined}
          chosen={id === '' ? null : { id, label: draft.named[kind] ?? '' }}
          sought={draft.sought[kind] ?? ''}
          onSeek={(text) => onDraft({ ...draft, sought: { ...draft.sought, [kind]: text } })}
          onChoose={(next, name) => onDraft(withValue(draft, kind, next, name))}
          onNew={
            changes(rights, kind)
              ? (name) => onDraft(withAlong(draft, kind, kind === 'person' && name.includes('@') ? { email: name } : { name }))
              : null
          }
        />
      </div>
    )
  return <NewAlong kind={kind} along={along} draft={draft} wrong={wrong} onDraft={onDraft} />
}

/** A new account or person that is made with the record: what they are known by. */
function NewAlong({
  kind,
  along,
  draft,
  wrong,
  onDraft,
}: Pick<NamedProps, 'kind' | 'draft' | 'wrong' | 'onDraft'> & { along: Readonly<Record<string, string>> }) {
  const list = useReadable(makingKinds[kind].list)
  const columns = alongFields[kind].flatMap((key) => list.columns.filter((column) => column.key === key && (column.edited || column.made)))
  return (
    <fieldset className={classes.along}>
      <legend>{newWords[kind]}</legend>
      {columns.map((column) => (
        <MakingField
          key={column.key}
          column={{ ...column, key: `${kind}.${column.key}` }}
          label={column.key === list.name ? t('Name') : labelOf(column)}
          value={along[column.key] ?? ''}
          error={wrong[`${kind}.${column.key}`]}
          onType={(value) => onDraft(withAlong(draft, kind, { [column.key]: value }))}
        />
      ))}
      <Button className={classes.other} size="compact-xs" variant="subtle" onClick={() => onDraft(withValue(draft, kind, ''))}>
        {kind === 'account' ? t('Choose an account that is there') : t('Choose a person who is there')}
      </Button>
    </fieldset>
  )
}
