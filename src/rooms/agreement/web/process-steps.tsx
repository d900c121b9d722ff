import { Tag } from '#web/kit/notice.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { duties, type ToldParty, type ToldStep } from '../contract.ts'
import { clockWords } from '../rules/compare.ts'
import { clockName } from '../rules/process.ts'
import classes from './process.module.css'
import { dutyWords } from './process-words.ts'

type Row = ToldStep & { readonly place: number; readonly backTo: string | null }

/** The steps one by one: what begins and ends each, its clocks, and who does what. Cards on a phone. */
export function ProcessSteps({ steps }: { steps: readonly ToldStep[] }) {
  const nameOf = (key: string | null) => steps.find((step) => step.key === key)?.name ?? null
  const rows = steps.map((step, place): Row => ({ ...step, place, backTo: nameOf(step.back) }))
  const columns: Column<Row>[] = [
    {
      key: 'name',
      label: t('Step'),
      head: true,
      cell: ({ key, name, place, flags }) => (
        <span id={`step-${key}`} className={classes.anchor}>
          {place + 1}. {name}
          {flags.map(({ kind, why }) => (
            <span key={kind} className={classes.flag}>
              {why}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'way',
      label: t('Begins and ends'),
      cell: ({ begins, ends, backTo }) => (
        <span className={classes.way}>
          {begins !== '' && <Said label={t('Begins')}>{begins}</Said>}
          {ends !== '' && <Said label={t('Ends')}>{ends}</Said>}
          {backTo !== null && <Said label={t('Or back to')}>{backTo}</Said>}
        </span>
      ),
    },
    {
      key: 'clocks',
      label: t('Clock'),
      cell: ({ clocks }) =>
        clocks.length === 0 ? (
          <span className={classes.quiet}>{t('none')}</span>
        ) : (
          <span className={classes.way}>
            {clocks.map(({ clock, time }) => (
              <Said key={clock} label={clockName(clock)}>
                {time ? clockWords(time) : t('not agreed yet')}
              </Said>
            ))}
          </span>
        ),
    },
    ...duties.map(
      (duty): Column<Row> => ({
        key: duty,
        label: dutyWords[duty].name,
        title: <abbr title={dutyWords[duty].says}>{dutyWords[duty].name}</abbr>,
        cell: (row) => <Parties all={row[duty]} needed={duty === 'accountable' || duty === 'responsible'} />,
      }),
    ),
  ]
  return <DataTable caption={t('Steps and who does them')} columns={columns} rows={rows} rowKey={({ key }) => key} />
}

const Said = ({ label, children }: { label: string; children: string }) => (
  <span>
    <span className={classes.quiet}>{label}</span> {children}
  </span>
)

function Parties({ all, needed }: { all: readonly ToldParty[]; needed: boolean }) {
  if (all.length === 0) return needed ? <Tag tone="warn">{t('nobody')}</Tag> : <span className={classes.quiet}>{t('nobody')}</span>
  return (
    <span className={classes.parties}>
      {all.map(({ name, here }) => (
        <Tag key={name} tone={here ? 'plain' : 'warn'}>
          {here ? name : t('{{name}} (not here any more)', { name })}
        </Tag>
      ))}
    </span>
  )
}
