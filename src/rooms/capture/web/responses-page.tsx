import { Button, NativeSelect } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { decisions, decisionWords } from '#rooms/leads/contract'
import { useAsk } from '#web/client/queries'
import { decimal, moment, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { listResponses } from '../contract/responses-taken.ts'
import classes from './forms.module.css'
import { AsidePanel } from './forms-aside.tsx'
import { TakenPanel } from './responses-taken.tsx'

type Told = ResultOf<typeof listResponses>['responses'][number]

/** What came in, what was decided on it, what could not be taken, and the way back. */
export default function ResponsesPage() {
  const router = useRouter()
  const { decision: asked } = useSearch({ strict: false }) as { decision?: string }
  const decision = decisions.find((one) => one === asked)
  return (
    <Page
      title={t('Responses')}
      width="wide"
      lead={t('Who got in touch by a form, a program or another system, and what became of it in the same moment.')}
      actions={<AppLink href="/forms">{t('Forms')}</AppLink>}
    >
      <Panel
        id="responses"
        title={t('What came in')}
        hint={t('What was taken last stands first.')}
        actions={
          <NativeSelect
            size="xs"
            aria-label={t('What became of them')}
            value={decision ?? ''}
            data={[{ value: '', label: t('All responses') }, ...decisions.map((one) => ({ value: one, label: said(decisionWords[one]) }))]}
            onChange={({ currentTarget: { value } }) =>
              router.history.replace(value === '' ? '/responses' : `/responses?decision=${value}`)
            }
          />
        }
      >
        <Pages key={decision ?? ''} decision={decision} />
      </Panel>
      <AsidePanel />
      <TakenPanel />
    </Page>
  )
}

interface AskedPage {
  readonly decision: (typeof decisions)[number] | undefined
  readonly after?: Told['id']
}

/** A page of them, and below it those that were asked for more. */
function Pages({ decision, after }: AskedPage) {
  const [more, setMore] = useState(false)
  const [all, setAll] = useState(after !== undefined)
  const query = useAsk(listResponses, { ...(decision ? { decision } : {}), ...(after ? { after } : {}) })
  return (
    <Answered query={query} what={t('the responses')} lines={8}>
      {({ responses }) => {
        const last = responses.at(-1)
        if (!last) return after ? <p className={classes.quiet}>{t('There are no more.')}</p> : <None narrowed={decision !== undefined} />
        return (
          <>
            <DataTable
              caption={t('Responses')}
              rows={all ? responses : responses.slice(0, shownFirst)}
              rowKey={({ id }) => id}
              columns={columns}
            />
            {(all ? responses.length === ofOnePage && !more : responses.length > shownFirst) && (
              <span>
                <Button size="xs" variant="default" mt="sm" onClick={() => (all ? setMore(true) : setAll(true))}>
                  {t('Show more')}
                </Button>
              </span>
            )}
            {more && <Pages decision={decision} after={last.id} />}
          </>
        )
      }}
    </Answered>
  )
}

const shownFirst = 25
const ofOnePage = 100

function None({ narrowed }: { narrowed: boolean }) {
  if (narrowed) return <p className={classes.quiet}>{t('Nothing that came in ended like this.')}</p>
  return (
    <Empty icon={<IconInbox size={28} />} title={t('No responses yet')} actions={<AppLink href="/forms">{t('Make a form')}</AppLink>}>
      {t('Publish a form, or have another system send what it hears; each response stands here with what was decided on it.')}
    </Empty>
  )
}

const wayWords: Readonly<Record<string, string>> = { api: t('a program'), form: t('a form'), webhook: t('a webhook') }

const columns = [
  {
    key: 'person',
    label: t('Person'),
    head: true,
    cell: ({ person }: Told) => <AppLink href={recordHref('person', person.id)}>{person.name || t('Without a name')}</AppLink>,
  },
  {
    key: 'what',
    label: t('What it was'),
    cell: ({ what, way }: Told) => (
      <span>
        {what ?? t('A response')} <span className={classes.beside}>{t('by {{way}}', { way: wayWords[way] ?? way })}</span>
      </span>
    ),
  },
  {
    key: 'from',
    label: t('From where'),
    cell: ({ channel, source, campaign }: Told) => [...new Set([channel, source, campaign].filter(Boolean))].join(' · ') || unknown,
  },
  {
    key: 'decision',
    label: t('What became of it'),
    cell: ({ decision, leadId }: Told) => {
      const words = said(decisionWords[decision])
      if (leadId !== null) return <AppLink href={recordHref('lead', leadId)}>{words}</AppLink>
      return <Tag>{words}</Tag>
    },
  },
  { key: 'score', label: t('Points'), numeric: true, cell: ({ score }: Told) => (score === null ? unknown : decimal(score)) },
  { key: 'at', label: t('When'), cell: ({ at }: Told) => moment(at) },
]
