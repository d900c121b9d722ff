import { Button } from '@mantine/core'
import { IconFileImport, IconSpeakerphone } from '@tabler/icons-react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, counted, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { attributionNames, type Limit, readCampaigns } from '../contract.ts'
import { AccountWayPanel } from './account-way.tsx'
import { AnswerFigure } from './answer.tsx'
import { CampaignTable } from './campaign-table.tsx'
import classes from './diagnosis.module.css'
import { EffectPanel } from './effect-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { SmallSwitch, useAsked } from './picture-controls.tsx'
import styles from './pictures.module.css'
import { LimitsPanel } from './quality-panel.tsx'

const path = '/campaigns'

type Campaigns = ResultOf<typeof readCampaigns>

/** What campaigns cost and what came of them, by one attribution at a time; and how marketing and selling go together. */
export default function CampaignsPage() {
  const asked = useAsked(path)
  const by = attributionNames.find((one) => one === asked.search.credit) ?? 'first'
  const campaigns = useAsk(readCampaigns, { by, ...asked.look }, { keepPrevious: true })
  return (
    <Page
      title={t('Campaigns')}
      width="wide"
      lead={t('What marketing cost, and what came of it. Credit for a deal is given by one rule at a time, never added up over several.')}
    >
      <section className={`${styles.controls} screen-only`} aria-label={t('What to show')}>
        <SmallSwitch
          label={t('Credit for a deal goes to its')}
          value={by}
          data={[
            { value: 'first', label: t('First touch') },
            { value: 'last', label: t('Last touch') },
            { value: 'any', label: t('Any touch') },
          ]}
          onChange={(chosen) => asked.choose({ credit: chosen })}
        />
      </section>
      <FilterBar path={path} pending={campaigns.isPlaceholderData} />
      <Answered query={campaigns} what={t('the campaigns')} lines={8}>
        {(found) => <Shown found={found} filtered={asked.look.scope !== undefined} />}
      </Answered>
    </Page>
  )
}

function Shown({ found, filtered }: { found: Campaigns; filtered: boolean }) {
  const { rows, marketing, accounts } = found
  if (rows.length === 0 || !marketing)
    return (
      <>
        <NoCampaigns />
        {accounts && <AccountWayPanel way={accounts} />}
        {accounts?.limit && <LimitsPanel limits={[accounts.limit]} />}
      </>
    )
  const limits: Limit[] = [...marketing.limits, ...(accounts?.limit ? [accounts.limit] : [])]
  return (
    <>
      <Panel id="campaigns" title={counted(rows.length, 'campaign')} hint={said(found.attribution.says)}>
        {filtered && (
          <p className={classes.small}>
            {t('The filters hold for deals. Cost and responses are those of whole campaigns, so cost per deal and return are of the part.')}
          </p>
        )}
        <CampaignTable found={found} />
      </Panel>
      <IdlePanel marketing={marketing} />
      <EffectPanel marketing={marketing} />
      {accounts && <AccountWayPanel way={accounts} />}
      <LimitsPanel limits={limits} />
    </>
  )
}

function NoCampaigns() {
  return (
    <Empty
      icon={<IconSpeakerphone size={24} />}
      title={t('No campaigns yet')}
      actions={
        <Button component={AppLink} href="/import" leftSection={<IconFileImport size={16} aria-hidden="true" />}>
          {t('Import campaigns')}
        </Button>
      }
    >
      {t(
        'Import campaigns with their cost, and their members with the day of each response. This page then says what they cost, what came of them, and which do nothing.',
      )}
    </Empty>
  )
}

/** Campaigns that do nothing, in words; or how many were looked at. */
function IdlePanel({ marketing: { idle, gaps, looked, campaigns } }: { marketing: NonNullable<Campaigns['marketing']> }) {
  const none =
    looked === 0
      ? t(
          'Too few to say: no campaign has at least 20 leads that responded, beside as many of other campaigns and of none, from the same sources.',
        )
      : tn(
          looked,
          'None of {{n}} campaign with enough leads does less than the others by more than chance.',
          'None of {{n}} campaigns with enough leads does less than the others by more than chance.',
        )
  return (
    <Panel
      id="idle"
      title={t('Campaigns that do nothing')}
      hint={t(
        'Campaigns whose leads convert less often than those of the others by more than chance, and no more often than leads without any campaign; compared source by source, with the time that conversions take.',
      )}
    >
      {idle.length === 0 ? (
        <p className={classes.small}>{none}</p>
      ) : (
        <ul className={classes.limits}>
          {idle.map((each) => (
            <li key={each.campaign}>
              <p>{each.says}</p>
              <p className={classes.small}>{said(each.method)}.</p>
            </li>
          ))}
        </ul>
      )}
      <dl className={classes.others}>
        {gaps.map((answer) => (
          <div key={answer.name}>
            <dt>{said(answer.title)}</dt>
            <dd>{answer.n === 0 ? t('none') : <AnswerFigure answer={answer} short />}</dd>
          </div>
        ))}
      </dl>
      {looked > 0 && looked < campaigns && (
        <p className={classes.small}>
          {tn(
            campaigns,
            '{{few}} of {{n}} campaign have too few leads to be compared.',
            '{{few}} of {{n}} campaigns have too few leads to be compared.',
            { few: count(campaigns - looked) },
          )}
        </p>
      )}
    </Panel>
  )
}
