import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { Figure } from '#web/kit/figure.tsx'
import { count, day, decimal, money, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { type Idea, listIdeas } from '../contract/ideas.ts'
import { listRequests } from '../contract/requests.ts'
import { AskButton } from './ask-button.tsx'
import { requestHref, stateNames } from './request-look.ts'
import classes from './requests.module.css'

type Found = ResultOf<typeof listIdeas>

/** Ideas from the field: whose they are, the campaigns that used them, and what came of those. With an author in the address, theirs alone. */
export default function IdeasPage() {
  const { author } = useSearch({ strict: false }) as { author?: string }
  const query = useAsk(listIdeas, { author } as CallOf<typeof listIdeas>, { keepPrevious: true })
  const desk = useAsk(listRequests, { limit: 1 }, { staleTime: 60_000 })
  const name = author === undefined ? null : (query.data?.authors[0]?.name ?? null)
  const ask = desk.data && desk.data.side !== 'marketing' ? <AskButton side="sales" kind="idea" label={t('Bring an idea')} /> : null
  return (
    <Page
      title={name === null ? t('Ideas from the field') : t('Ideas of {{name}}', { name })}
      width="wide"
      lead={t('An idea keeps its author’s credit: to the campaign that used it, and to the money that was won with it.')}
      actions={
        <>
          <Button
            variant="default"
            component={AppLink}
            href={author === undefined ? '/requests' : '/ideas'}
            leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
          >
            {author === undefined ? t('Requests') : t('All ideas')}
          </Button>
          {ask}
        </>
      }
    >
      <Answered query={query} what={t('the ideas')} lines={6}>
        {(found) =>
          found.ideas.length === 0 ? (
            <Empty title={t('No ideas yet')} actions={ask}>
              {t(
                'Whoever talks with customers knows what would interest them. An idea for a campaign stands here with its author, and what came of it.',
              )}
            </Empty>
          ) : (
            <div className={classes.stack}>
              {author === undefined && found.authors.length > 1 && <Authors found={found} />}
              <Panel id="ideas" title={t('Ideas')} hint={found.says ?? undefined}>
                <DataTable caption={t('Ideas')} rows={found.ideas} rowKey={({ id }) => id} columns={columnsOf(found)} />
              </Panel>
            </div>
          )
        }
      </Answered>
    </Page>
  )
}

function Authors({ found: { authors, currency } }: { found: Found }) {
  return (
    <Panel id="authors" title={t('Whose ideas they are')}>
      <DataTable
        caption={t('Whose ideas they are')}
        dense
        rows={authors}
        rowKey={({ id }) => id}
        columns={[
          { key: 'name', label: t('Author'), head: true, cell: ({ id, name }) => <AppLink href={`/ideas?author=${id}`}>{name}</AppLink> },
          { key: 'ideas', label: t('Ideas'), numeric: true, cell: ({ ideas }) => count(ideas) },
          { key: 'used', label: t('Used by a campaign'), numeric: true, cell: ({ used }) => count(used) },
          { key: 'won', label: t('Won with them'), numeric: true, cell: ({ won }) => (won === null ? unknown : money(won, currency)) },
        ]}
      />
    </Panel>
  )
}

const columnsOf = ({ says }: Found): Column<Idea>[] => {
  const number = (key: 'responses' | 'leads' | 'deals', label: string): Column<Idea> => ({
    key,
    label,
    numeric: true,
    cell: ({ credit }) => (credit === null ? unknown : decimal(credit[key])),
  })
  return [
    {
      key: 'title',
      label: t('Idea'),
      head: true,
      cell: ({ id, title, at }) => (
        <div>
          <AppLink href={requestHref(id)}>{title}</AppLink>
          <span className={classes.small}>{day(at)}</span>
        </div>
      ),
    },
    { key: 'author', label: t('Author'), cell: ({ author }) => <AppLink href={`/ideas?author=${author.id}`}>{author.name}</AppLink> },
    { key: 'state', label: t('State'), cell: ({ state }) => <Tag>{stateNames[state]}</Tag> },
    {
      key: 'campaigns',
      label: t('Used by'),
      cell: ({ campaigns }) =>
        campaigns === null || campaigns.length === 0
          ? unknown
          : campaigns.map(({ id, name }) => (
              <span key={id} className={classes.line}>
                <AppLink href={`/campaigns/${id}`}>{name}</AppLink>
              </span>
            )),
    },
    number('responses', t('Responses')),
    number('leads', t('Leads')),
    number('deals', t('Deals')),
    {
      key: 'won',
      label: t('Won money'),
      numeric: true,
      cell: ({ id, credit, campaigns }) =>
        credit === null ? (
          unknown
        ) : (
          <Figure
            proof={{ definition: says ?? '', basis: (campaigns ?? []).map(({ name }) => name).join(', ') }}
            href={requestHref(id)}
            opens={t('open each campaign’s part')}
          >
            {money(credit.won, credit.currency)}
          </Figure>
        ),
    },
  ]
}
