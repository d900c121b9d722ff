import { Button, Textarea } from '@mantine/core'
import { IconFileCertificate } from '@tabler/icons-react'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { ListDeclaration } from '#kernel/list'
import { suggestContract } from '#rooms/measure/contract/history-test'
import { useAsk } from '#web/client/queries'
import { Across, Column, Columns } from '#web/kit/columns.tsx'
import { day } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Word } from '#web/kit/word.tsx'
import { type ContractVersion, emptyDocument, readContract } from '../contract.ts'
import { type ContractChanges, useContractChanges } from './changes.ts'
import classes from './contract.module.css'
import { ContractText } from './contract-text.tsx'
import { DraftEditor } from './draft-editor.tsx'
import { isReadable, useFacts } from './facts.ts'
import { HistoryPanel, Live } from './history-panel.tsx'
import { KeptPanel } from './kept-panel.tsx'
import { ScorecardPanel } from './scorecard-panel.tsx'
import { SignPanel } from './sign-panel.tsx'
import { VersionsPanel } from './versions-panel.tsx'

type Contract = ResultOf<typeof readContract>

/** The lead contract: what holds, what is proposed, who signed, and who read it. */
export default function ContractPage() {
  const found = useAsk(readContract, {})
  const list = useFacts()
  const changes = useContractChanges()
  return (
    <Page
      title={t('Lead contract')}
      width="wide"
      lead={
        <RichText
          text="Who counts as a <lead>lead</lead>, what each side promises, and by when. Marketing and sales define it together and sign it."
          parts={{ lead: <Word word="lead" /> }}
        />
      }
    >
      <LastChange changes={changes} what={t('go on with the lead contract')} />
      <Answered query={found} what={t('the lead contract')} lines={8}>
        {(contract) => <Whole contract={contract} list={list} changes={changes} />}
      </Answered>
    </Page>
  )
}

interface Props {
  contract: Contract
  list: ListDeclaration
  changes: ContractChanges
}

function Whole({ contract, list, changes }: Props) {
  const { open, inForce, coming, versions, today } = contract
  const shown = inForce ?? coming
  const writes = contract.mine.signs.length > 0
  const edits = writes && open !== null && isReadable(list, open.document)
  return (
    <>
      {versions.length === 0 && <FirstContract list={list} changes={changes} mayWrite={writes} />}
      {open?.state === 'draft' && !edits && (
        <Panel
          id="draft"
          title={t('Draft of version {{n}}', { n: open.number })}
          hint={writes ? t('It asks for facts that your role may not see, so you can read it and not change it.') : open.reason}
        >
          <ContractText document={open.document} list={list} />
        </Panel>
      )}
      {open?.state === 'draft' && edits && (
        <DraftEditor key={`${open.id} ${JSON.stringify(open.document)}`} {...{ list, changes, today }} version={open} />
      )}
      {open?.state === 'proposed' && <Proposed version={open} {...{ contract, list, changes }} />}
      {shown && <InForce version={shown} {...{ contract, list, changes }} />}
      {coming && coming !== shown && <InForce version={coming} {...{ contract, list, changes }} />}
      {inForce && <KeptPanel />}
      <ScorecardPanel base={shown?.document ?? null} open={open} changes={changes} mayWrite={writes} />
      {versions.length > 0 && <VersionsPanel key={versions.map(({ id }) => id).join()} versions={versions} list={list} />}
    </>
  )
}

function Proposed({ version, contract, list, changes }: Props & { version: ContractVersion }) {
  return (
    <Columns>
      <Panel id="proposed" title={<VersionTitle version={version} />} hint={version.reason}>
        <ContractText document={version.document} list={list} />
      </Panel>
      <Column>
        <SignPanel version={version} mine={contract.mine} changes={changes} />
      </Column>
      <Across>
        <HistoryPanel document={version.document} />
      </Across>
    </Columns>
  )
}

const VersionTitle = ({ version: { number, state, inForceAt } }: { version: ContractVersion }) => (
  <>
    {t('Version {{n}}', { n: number })}{' '}
    {state === 'in_force' && inForceAt !== null && <Tag tone="good">{t('in force since {{day}}', { day: day(inForceAt) })}</Tag>}
    {state === 'signed' && inForceAt !== null && <Tag tone="info">{t('holds from {{day}}', { day: day(inForceAt) })}</Tag>}
    {state === 'proposed' && <Tag tone="warn">{t('waits for signatures')}</Tag>}
  </>
)

function InForce({ version, contract, list, changes }: Props & { version: ContractVersion }) {
  const { mine, readers, open, coming, inForce } = contract
  const [reason, setReason] = useState('')
  const newest = (coming ?? inForce)?.id === version.id
  const missing = readers.filter(({ readAt }) => readAt === null)
  return (
    <Columns>
      <Panel id={`version-${version.number}`} title={<VersionTitle version={version} />} hint={version.reason}>
        <ContractText document={version.document} list={list} />
      </Panel>
      <Column>
        <SignPanel version={version} mine={mine} changes={changes} />
        {newest && (
          <Panel
            id="readers"
            title={t('Who read it')}
            actions={
              !mine.read && (
                <Button size="xs" loading={changes.busy} onClick={() => changes.confirm({ id: version.id })}>
                  {t('I read it')}
                </Button>
              )
            }
          >
            {readers.length === 0 && (
              <p className={classes.quiet}>{t('Nobody has the role of marketing or sales yet. Invite both teams in the settings.')}</p>
            )}
            {readers.length > 0 && missing.length === 0 && <p>{t('Everybody of both teams confirmed that they read it.')}</p>}
            {missing.length > 0 && (
              <>
                <p>{t('Not confirmed yet:')}</p>
                <ul className={classes.list}>
                  {missing.map(({ name, team }) => (
                    <li key={name}>
                      {name} <span className={classes.quiet}>{team === 'sales' ? t('Sales') : t('Marketing')}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </Panel>
        )}
        {newest && !open && mine.signs.length > 0 && (
          <Panel
            id="change"
            title={t('Propose a change')}
            hint={t('A new version begins as a draft of this one. This one holds until the new one does.')}
          >
            <Textarea
              label={t('Why it changes')}
              autosize
              minRows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <div className={classes.actions}>
              <Button
                disabled={reason.trim().length < 3}
                loading={changes.busy}
                onClick={() => changes.draft({ document: version.document, reason })}
              >
                {t('Begin a draft')}
              </Button>
            </div>
          </Panel>
        )}
      </Column>
    </Columns>
  )
}

/** Before there is any: what a contract is for, and a first one from own data. */
function FirstContract({ list, changes, mayWrite }: { list: ListDeclaration; changes: ContractChanges; mayWrite: boolean }) {
  const found = useAsk(suggestContract, {}, { enabled: mayWrite, staleTime: 300_000 })
  if (!mayWrite)
    return (
      <Empty icon={<IconFileCertificate />} title={t('No lead contract yet')}>
        {t('Marketing, sales, owners and admins draft it. Ask one of them.')}
      </Empty>
    )
  const reason = t('The first contract between marketing and sales')
  return (
    <Columns>
      <Answered query={found} what={t('a first contract from your data')} lines={8}>
        {({ document }) => (
          <Panel
            id="first"
            title={t('A first contract, from your data')}
            hint={t('A suggestion. Nothing holds before both sides have signed.')}
          >
            <ContractText document={document} list={list} />
          </Panel>
        )}
      </Answered>
      <Column sticky>
        <Panel id="begin" title={t('Begin with it')}>
          {found.data && <Live document={found.data.document} />}
          {found.data && (
            <ul className={classes.list}>
              {found.data.because.map((says) => (
                <li key={says}>{says}</li>
              ))}
            </ul>
          )}
          <div className={classes.actions}>
            <Button
              disabled={!found.data}
              loading={changes.busy}
              onClick={() => found.data && changes.draft({ document: found.data.document, reason })}
            >
              {t('Begin a draft with this')}
            </Button>
            <Button variant="default" loading={changes.busy} onClick={() => changes.draft({ document: emptyDocument, reason })}>
              {t('Begin with nothing')}
            </Button>
          </div>
        </Panel>
      </Column>
    </Columns>
  )
}
