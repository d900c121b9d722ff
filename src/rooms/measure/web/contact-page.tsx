import { SegmentedControl } from '@mantine/core'
import { IconAddressBook } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { Bar } from '#web/kit/bars.tsx'
import { count, decimal, moment, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { contactParts, readContactQuality } from '../contract/contact-quality.ts'
import classes from './contact.module.css'
import { type ContactAsked, ContactPeople, contactHref } from './contact-people.tsx'
import { partWords, problemsOf, problemWords } from './contact-words.ts'

type Quality = ResultOf<typeof readContactQuality>

/** How good what is known of people is, why, where they come from, and who is behind each number. */
export default function ContactPage() {
  const search = useSearch({ strict: false }) as ContactAsked
  const by = search.by === 'campaign' ? 'campaign' : 'source'
  const asked: ContactAsked = { ...search, by }
  const found = useAsk(readContactQuality, { by }, { keepPrevious: true })
  return (
    <Page
      title={t('Contact data')}
      lead={t(
        'Whether the right people can be reached with what is known of them: a score from 0 to 100, its four parts, and who is behind each.',
      )}
      width="wide"
    >
      <Answered query={found} what={t('how good contact data is')} lines={8}>
        {(quality) =>
          quality.people === 0 ? (
            <NothingYet many={t('people')} kind="person" />
          ) : (
            <>
              <Score quality={quality} />
              <Groups quality={quality} asked={asked} />
              <ContactPeople asked={asked} />
            </>
          )
        }
      </Answered>
    </Page>
  )
}

function Score({ quality: { people, score, parts, spread, problems, lookedAt } }: { quality: Quality }) {
  if (score === null || parts === null) return null
  const most = Math.max(...spread, 1)
  return (
    <div className={classes.two}>
      <Panel
        id="score"
        title={
          <span className={classes.title}>
            <IconAddressBook size={18} aria-hidden="true" />{' '}
            {t('{{score}} of 100, of {{people}}', { score: decimal(score), people: tn(people, '{{n}} person', '{{n}} people') })}
          </span>
        }
        hint={t('The mean of four parts that count a quarter each. Nothing else is weighed.')}
      >
        <ul className={classes.parts}>
          {contactParts.map((part) => (
            <li key={part} className={classes.part}>
              <div className={classes.partHead}>
                <strong>{partWords[part].name}</strong>
                <span className={classes.number}>{share(parts[part])}</span>
              </div>
              <Bar segments={[{ label: partWords[part].name, value: parts[part], tone: 'forward' }]} of={1} label={share(parts[part])} />
              <p className={classes.means}>{partWords[part].means}</p>
              {part === 'once' && (
                <p className={classes.means}>
                  {lookedAt === null
                    ? t('Nobody looked for duplicates yet, so nobody counts as there twice.')
                    : t('Duplicates were looked for on {{when}}.', { when: moment(lookedAt) })}
                </p>
              )}
              <ul className={classes.problems}>
                {problemsOf(part).map((problem) => (
                  <li key={problem}>
                    {problems[problem] === 0 ? (
                      <span className={classes.none}>{`${problemWords[problem]}: 0`}</span>
                    ) : (
                      <AppLink
                        href={`${contactHref({ problem })}#people`}
                      >{`${problemWords[problem]}: ${count(problems[problem] ?? 0)}`}</AppLink>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel id="spread" title={t('How the scores spread')} hint={t('People by tens of their score.')}>
        <ul className={classes.spread}>
          {spread.map((n, ten) => {
            const label = ten === 9 ? '90–100' : `${ten * 10}–${ten * 10 + 9}`
            return (
              <li key={label}>
                <span className={classes.number}>{label}</span>
                <Bar segments={[{ label, value: n, tone: 'forward' }]} of={most} label={tn(n, '{{n}} person', '{{n}} people')} />
                <span className={classes.number}>{count(n)}</span>
              </li>
            )
          })}
        </ul>
      </Panel>
    </div>
  )
}

function Groups({ quality: { groups }, asked }: { quality: Quality; asked: ContactAsked }) {
  const router = useRouter()
  const by = asked.by === 'campaign' ? 'campaign' : 'source'
  return (
    <Panel
      id="groups"
      title={by === 'source' ? t('By source') : t('By campaign')}
      hint={by === 'source' ? t('The source that stands with the person.') : t('The campaign that they answered last.')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('By what')}
          value={by}
          data={[
            { value: 'source', label: t('Source') },
            { value: 'campaign', label: t('Campaign') },
          ]}
          onChange={(value) => router.history.replace(contactHref({ by: value }))}
        />
      }
    >
      <DataTable
        caption={by === 'source' ? t('Contact data by source') : t('Contact data by campaign')}
        dense
        rows={groups}
        rowKey={({ name }) => name ?? ''}
        columns={[
          {
            key: 'name',
            label: by === 'source' ? t('Source') : t('Campaign'),
            head: true,
            cell: ({ name }) => <AppLink href={`${contactHref({ by, group: name ?? '' })}#people`}>{name ?? t('None')}</AppLink>,
          },
          { key: 'people', label: t('People'), numeric: true, cell: ({ people }) => count(people) },
          { key: 'score', label: t('Score'), numeric: true, cell: ({ score }) => decimal(score) },
          ...contactParts.map((part) => ({
            key: part,
            label: partWords[part].name,
            numeric: true,
            cell: ({ parts }: Quality['groups'][number]) => share(parts[part]),
          })),
        ]}
      />
    </Panel>
  )
}
