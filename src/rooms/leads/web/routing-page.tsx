import { Button } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { ListDeclaration } from '#kernel/list'
import { useAsk } from '#web/client/queries'
import { Columns } from '#web/kit/columns.tsx'
import { day } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { firstRouting } from '../contract/routing.ts'
import { type Routing, readRouting } from '../contract/routing-versions.ts'
import classes from './routing.module.css'
import { type RoutingChanges, useRoutingChanges } from './routing-changes.ts'
import { RoutingDraft } from './routing-draft.tsx'
import { TestPanel } from './routing-test-panel.tsx'
import { RoutingText } from './routing-text.tsx'
import { RoutingVersions } from './routing-versions.tsx'
import { isReadable, useRoutingFacts } from './routing-words.ts'

/** Who gets whom: the rules in their order, a draft beside what it would have meant, and all versions. */
export default function RoutingPage() {
  const found = useAsk(readRouting, {})
  const changes = useRoutingChanges()
  return (
    <Page
      title={t('Routing')}
      width="wide"
      lead={t(
        'Who gets a lead. The rules are asked in their order; the first that holds and has somebody who can take them decides, and says why.',
      )}
      actions={<AppLink href="/settings/working">{t('Who works when')}</AppLink>}
    >
      <LastChange changes={changes} what={t('go on with the routing')} />
      <Answered query={found} what={t('the routing')} lines={8}>
        {(routing) => <Whole routing={routing} changes={changes} />}
      </Answered>
    </Page>
  )
}

interface Props {
  routing: Routing
  changes: RoutingChanges
}

function Whole({ routing, changes }: Props) {
  const list = useRoutingFacts(routing.columns)
  const { holds, draft, versions, manages } = routing
  const [reason, setReason] = useState('')
  const edits = draft !== null && manages && isReadable(list, draft.document)
  return (
    <>
      {versions.length === 0 && <FirstRouting {...{ routing, changes, list }} />}
      {draft && edits && (
        <RoutingDraft
          key={`${draft.id} ${draft.number} ${JSON.stringify(draft.document)}`}
          version={draft}
          {...{ routing, changes, list, reason }}
          onReason={setReason}
        />
      )}
      {draft && !edits && (
        <Panel
          id="draft"
          title={t('Draft of version {{n}}', { n: draft.number })}
          hint={
            manages
              ? t('It asks for facts that your role may not see, so you can read it and not change it.')
              : t('By {{name}}', { name: draft.by })
          }
        >
          <RoutingText document={draft.document} list={list} routing={routing} />
        </Panel>
      )}
      {holds && (
        <Panel
          id="holds"
          title={
            <>
              {t('Version {{n}}', { n: holds.number })}{' '}
              <Tag tone="good">{t('holds since {{day}}', { day: day(holds.publishedAt ?? holds.at) })}</Tag>
            </>
          }
          hint={holds.reason}
          actions={
            manages &&
            !draft && (
              <Button size="xs" loading={changes.busy} onClick={() => changes.draft({ document: holds.document, basedOn: holds.number })}>
                {t('Begin a draft of it')}
              </Button>
            )
          }
        >
          <RoutingText document={holds.document} list={list} routing={routing} />
        </Panel>
      )}
      {versions.length > 0 && <RoutingVersions {...{ routing, changes }} />}
    </>
  )
}

/** Before there is any: what holds meanwhile, and a first one to begin with. */
function FirstRouting({ routing, changes, list }: Props & { list: ListDeclaration }) {
  if (!routing.manages)
    return (
      <Empty icon={<IconArrowsSplit2 />} title={t('No routing yet')}>
        {t(
          'Whoever owns the account gets the lead, else whoever owns the person, else it waits for everyone. Owners and admins can set rules.',
        )}
      </Empty>
    )
  return (
    <Columns>
      <Panel
        id="first"
        title={t('A routing to begin with')}
        hint={t(
          'As long as none is published, whoever owns the account gets the lead, else whoever owns the person, else it waits for everyone.',
        )}
      >
        <RoutingText document={firstRouting} list={list} routing={routing} />
        <div className={classes.actions}>
          <Button loading={changes.busy} onClick={() => changes.draft({ document: firstRouting })}>
            {t('Begin a draft with this')}
          </Button>
          <Button variant="default" loading={changes.busy} onClick={() => changes.draft({ document: { ...firstRouting, rules: [] } })}>
            {t('Begin with nothing')}
          </Button>
        </div>
      </Panel>
      <TestPanel document={firstRouting} rules={firstRouting.rules} />
    </Columns>
  )
}
