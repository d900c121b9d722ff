import { ActionIcon, Burger, Drawer, Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconKeyboard, IconSearch } from '@tabler/icons-react'
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { changes } from '#kernel/rights'
import { NoticesBell } from '#rooms/cadence/web/notices-bell.tsx'
import { getCompany } from '#rooms/workspace/contract'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { useWorkspaceId } from '#web/client/workspace'
import { writeNumbersAs } from '#web/kit/format'
import { useKeys } from '#web/kit/keys'
import { AppLink } from '#web/kit/link.tsx'
import { Mark } from '#web/kit/logo.tsx'
import { newKeys, openMaking, useMaking } from '#web/kit/making'
import { Failed, Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { ExplainsWords } from '#web/kit/word.tsx'
import { ownLocale } from '#web/language'
import { AppearanceButton } from './appearance.tsx'
import { CompanyMenu } from './company-menu.tsx'
import { FactorGate } from './factor-gate.tsx'
import { KeysHelp } from './keys-help.tsx'
import classes from './layout.module.css'
import { hrefOf, Navigation, settingsItem } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { navigation } from './rooms.ts'
import { useCompany, useSession } from './session.ts'
import { SetUpPage, SignInPage } from './sign-in-page.tsx'
import { WordExplanation } from './word-explanation.tsx'

const NewRecord = lazy(() => import('../records/making/new-record.tsx'))

/** What stands around every screen; asks first who is here, and shows the sign-in page to those it does not know. */
export function Layout() {
  const session = useSession()
  const company = useCompany()
  if (session.error && !session.data) {
    return (
      <main id="main" className={classes.bare}>
        <Failed error={session.error} what={t('reach Interlock')} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  if (!session.data) {
    return (
      <main id="main" className={classes.bare}>
        <Loading what="Interlock" lines={3} />
      </main>
    )
  }
  if (!session.data.user) return session.data.firstRun ? <SetUpPage /> : <SignInPage />
  if (company?.needsFactor) return <FactorGate key={company.id} company={company} />
  return (
    <ExplainsWords value={WordExplanation}>
      <Frame />
    </ExplainsWords>
  )
}

function Frame() {
  const main = useRef<HTMLElement>(null)
  const [menu, setMenu] = useState(false)
  const [help, setHelp] = useState(false)
  const [finding, setFinding] = useState(false)
  const settled = useCompanyFormats()
  useFocusOnNavigation(main)
  useShortcuts(() => setHelp(true))
  // Also while somebody types: that is where one wants to leave.
  useHotkeys([['mod+K', () => setFinding(true)]], [])
  return (
    <>
      <a className={classes.skip} href="#main">
        {t('Skip to content')}
      </a>
      <div className={classes.frame}>
        <aside className={classes.side} aria-label="Interlock">
          <div className={classes.head}>
            <Brand />
            <NoticesBell />
          </div>
          <CompanyMenu />
          <button type="button" className={classes.find} onClick={() => setFinding(true)}>
            <IconSearch size={16} stroke={1.7} aria-hidden="true" />
            <span>{t('Find and do')}</span>
            <Kbd size="xs">{t('Ctrl K')}</Kbd>
          </button>
          <Navigation />
          <div className={classes.foot}>
            <span>{t('Your data stays on this machine')}</span>
            <span className={classes.footButtons}>
              <ActionIcon variant="subtle" color="gray" size="md" aria-label={t('Keyboard shortcuts')} onClick={() => setHelp(true)}>
                <IconKeyboard size={18} stroke={1.6} aria-hidden="true" />
              </ActionIcon>
              <AppearanceButton />
            </span>
          </div>
        </aside>
        <header className={classes.top}>
          <Brand />
          <span className={classes.topButtons}>
            <NoticesBell />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Find and do')} onClick={() => setFinding(true)}>
              <IconSearch size={20} stroke={1.7} aria-hidden="true" />
            </ActionIcon>
            <Burger opened={menu} onClick={() => setMenu(true)} size="sm" aria-label={t('Open the menu')} aria-expanded={menu} />
          </span>
        </header>
        <main id="main" ref={main} className={classes.main} tabIndex={-1}>
          <PrintHead />
          {settled && <Outlet />}
        </main>
      </div>
      <Drawer opened={menu} onClose={() => setMenu(false)} title={t('Menu')} position="right" size="min(320px, 86vw)">
        <div className={classes.drawer}>
          <CompanyMenu />
          <Navigation onFollow={() => setMenu(false)} />
          <AppearanceButton withLabel />
        </div>
      </Drawer>
      <Palette opened={finding} onClose={() => setFinding(false)} openHelp={() => setHelp(true)} />
      <Making />
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
    </>
  )
}

/** The dialog for new records; loaded when somebody makes the first one. */
function Making() {
  const wanted = useMaking() !== null
  const [used, setUsed] = useState(wanted)
  if (wanted && !used) setUsed(true)
  return (
    used && (
      <Suspense>
        <NewRecord />
      </Suspense>
    )
  )
}

/** Writes numbers as the company has set it, or as this browser does. True once that is known, so that no screen is written twice. */
function useCompanyFormats(): boolean {
  const workspace = useWorkspaceId()
  const company = useAsk(getCompany, {}, { enabled: workspace !== null, staleTime: 300_000 })
  writeNumbersAs(company.data?.locale ?? ownLocale())
  return workspace === null || !company.isPending
}

/** What stands on paper above the page: whose numbers these are. */
function PrintHead() {
  const company = useCompany()
  return (
    <p className={`${classes.printHead} print-only`}>
      <Mark size={16} /> {t('Interlock. {{company}}', { company: company?.name ?? '' })}
    </p>
  )
}

function Brand() {
  return (
    <AppLink href="/" className={classes.brand} aria-label={t('Interlock, start page')}>
      <Mark size={24} />
      Interlock
    </AppLink>
  )
}

/** After a change of page the keyboard goes on from the new heading, not from a link that is gone. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (path === undefined || before.current === path) return
    // The start page only leads on to another; that is no step of the reader's.
    const leadsOn = before.current === undefined || before.current === '/'
    before.current = path
    if (!leadsOn) main.current?.focus({ preventScroll: true })
  }, [path, main])
}

function useShortcuts(openHelp: () => void) {
  const router = useRouter()
  const rights = useRights()
  const make = Object.fromEntries(
    newKeys.filter(({ kind }) => changes(rights, kind)).map(({ keys, kind }) => [keys, () => openMaking({ kind })]),
  )
  const go = Object.fromEntries(
    [...navigation, settingsItem].map((item) => [item.keys, () => router.history.push(hrefOf(item, router.state.location.search))]),
  )
  useKeys({ ...go, ...make, '?': openHelp })
}
