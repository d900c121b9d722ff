import { tn, unknown } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { Effect, Marketing } from '../contract.ts'
import { AnswerFigure, rangeText } from './answer.tsx'
import classes from './diagnosis.module.css'
import { chanceText } from './words.ts'

/** How deals that marketing had a part in compare with the others: pipeline, win rate, size, cycle and velocity. */
export function EffectPanel({ marketing: { effects, compared, caveat } }: { marketing: Marketing }) {
  const parts = [...new Set(effects.flatMap(({ groups }) => groups.map(({ part }) => part)))]
  const found = effects.flatMap(({ differences }) => differences)
  return (
    <Panel
      id="effect"
      title={t('Deals with and without marketing')}
      hint={t(
        'Sourced: the deal names a campaign, or its lead responded to one within the year before. Account touched: only somebody of its account did. Filter by territory, product or segment above to see one part.',
      )}
    >
      {parts.length < 2 ? (
        <p className={classes.small}>{t('Too few to say: no deal can be tied to a campaign, or every deal can.')}</p>
      ) : (
        <DataTable
          caption={t('Deals by the part that marketing had in them')}
          rows={effects}
          rowKey={({ name }) => name}
          columns={[
            { key: 'title', label: t('Number'), head: true, cell: ({ title }) => said(title) },
            ...parts.map((part) => ({
              key: part,
              label: said(part),
              numeric: true,
              cell: (effect: Effect) => <Part effect={effect} part={part} />,
            })),
          ]}
        />
      )}
      <ul className={classes.standouts}>
        {found.map(({ says, better, p, method }) => (
          <li key={says} className={classes.standout}>
            <Tag tone={better ? 'good' : 'loss'}>{better ? t('Better') : t('Worse')}</Tag>
            <span>
              {says}
              <span className={classes.small}>
                {chanceText(p)} ({said(method)})
              </span>
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && compared > 0 && (
        <p className={classes.small}>
          {tn(
            compared,
            'None of {{n}} comparison with deals without any campaign differs by more than chance.',
            'None of {{n}} comparisons with deals without any campaign differs by more than chance.',
          )}
        </p>
      )}
      <p className={classes.small}>{caveat}</p>
    </Panel>
  )
}

function Part({ effect, part }: { effect: Effect; part: string }) {
  const group = effect.groups.find((each) => each.part === part)
  if (!group) return unknown
  const range = rangeText(group.answer)
  return (
    <>
      <AnswerFigure answer={group.answer} short />
      {group.answer.enough && range && <span className={classes.small}>{range}</span>}
    </>
  )
}
