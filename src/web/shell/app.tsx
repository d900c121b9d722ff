import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Problem } from '#kernel/problem'
import { cssVariables, theme } from '#web/kit/theme'
import { NewPasswordPage, newPasswordPath } from './forgotten-page.tsx'
import { InvitationPage, invitationPath } from './invitation-page.tsx'
import { styleNonce } from './nonce.ts'
import { comeBackPath, ProviderReturnPage } from './provider-door.tsx'
import { makeRouter } from './router.tsx'

/** Answers are asked again when someone comes back to the tab; refusals are not repeated, only silence is. */
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => signInAgain(error) }),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (failures, error) => failures < 2 && error instanceof Problem && error.kind === 'unavailable' },
  },
})

/** After a refusal: whether the session has ended, or the company asks for more than before. */
function signInAgain(error: unknown): void {
  if (error instanceof Problem && (error.kind === 'not-signed-in' || error.kind === 'not-allowed'))
    void client.invalidateQueries({ queryKey: ['session'] })
}

const router = makeRouter()

/** The whole web part. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" />
        <Opened />
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** What a one-time link opens, before anybody is known; else the screens. */
function Opened() {
  const { pathname } = window.location
  if (pathname === invitationPath) return <InvitationPage />
  if (pathname === newPasswordPath) return <NewPasswordPage />
  if (pathname === comeBackPath) return <ProviderReturnPage />
  return <RouterProvider router={router} />
}
